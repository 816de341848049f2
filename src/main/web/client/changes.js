/** Of changes past this a slow reader is told the number; the state is whole. */
const CAPACITY = 1_000;

export class Changes {
  #ready = [];
  #readers = [];
  #missed = 0;
  #ended = false;
  #onReturn;

  constructor(onReturn) {
    this.#onReturn = onReturn;
  }

  push(change) {
    if (this.#missed || this.#ready.length === CAPACITY) {
      this.#missed++;
    } else {
      this.#ready.push(change);
      this.#serve();
    }
  }

  end() {
    this.#ended = true;
    this.#serve();
  }

  next() {
    return new Promise((resolve) => {
      this.#readers.push(resolve);
      this.#serve();
    });
  }

  return() {
    this.#ready = [];
    this.#missed = 0;
    this.#onReturn(this);
    this.end();
    return this.next();
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  #serve() {
    while (this.#readers.length) {
      let value = this.#ready.shift();
      if (!value && this.#missed) {
        value = { event: "changes.missed", missed: this.#missed };
        this.#missed = 0;
      }
      if (!value && !this.#ended) {
        return;
      }
      this.#readers.shift()({ value, done: !value });
    }
  }
}
