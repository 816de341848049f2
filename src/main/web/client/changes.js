const CAPACITY = 1_000;

export function createReader(readers) {
  const ready = [];
  const waiting = [];
  let missed = 0;
  let isOver = false;
  const reader = {
    push(change) {
      if (missed || ready.length === CAPACITY) {
        missed++;
      } else {
        ready.push(change);
        serve();
      }
    },
    end() {
      isOver = true;
      serve();
    },
    next: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        serve();
      }),
    return() {
      ready.length = missed = 0;
      readers.delete(reader);
      reader.end();
      return reader.next();
    },
    [Symbol.asyncIterator]: () => reader,
  };
  return reader;

  function serve() {
    while (waiting.length) {
      let value = ready.shift();
      if (!value && missed) {
        value = { event: "changes.missed", missed };
        missed = 0;
      }
      if (!value && !isOver) {
        return;
      }
      waiting.shift()({ value, done: !value });
    }
  }
}
