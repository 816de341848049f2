const BEGIN = Date.parse("2026-11-24T12:00:00Z");

/** What a client needs of the world, under a test's control: time, chance, sockets, requests and whether the page is seen. */
export class World {
  now = BEGIN;
  /** How far the client's own clock is ahead of the time. */
  aheadMs = 0;
  chance = 0.5;
  sockets = [];
  requests = [];
  /** What a plain request is answered with; nobody answers without, and with `isSilent` it waits until it is given up. */
  answer = null;
  isSilent = false;
  /** Whether event streams are served, and those that were. */
  streams = undefined;
  /** Who serves each new socket, if anybody does. */
  serve;
  document = new Page();
  window = new Listeners();
  #sleptMs = 0;
  #timers = new Map();
  #ids = 0;

  get runtime() {
    const world = this;
    return {
      Date: { now: () => world.now + world.aheadMs },
      performance: { now: () => world.now - BEGIN - world.#sleptMs },
      Math: { random: () => world.chance },
      setTimeout: (then, delayMs) => {
        world.#timers.set(++world.#ids, { at: world.now + delayMs, then });
        return world.#ids;
      },
      clearTimeout: (id) => world.#timers.delete(id),
      WebSocket: class extends Socket {
        constructor(address) {
          super(address);
          world.sockets.push(this);
          world.serve?.(this);
        }
      },
      fetch: async (address, { signal }) => {
        world.requests.push(String(address));
        if (world.streams && address.includes("/sse/")) {
          world.streams.push(new Stream(String(address), signal));
          return world.streams.at(-1).answer;
        }
        if (world.isSilent) {
          await new Promise((_, reject) => signal.addEventListener("abort", reject));
        }
        if (!world.answer) {
          throw new TypeError("nobody answers");
        }
        const { status, code, body = { error: { code, message: code } }, retryAfter = null } = world.answer;
        return { status, headers: { get: () => retryAfter }, json: async () => (typeof body === "string" ? JSON.parse(body) : body) };
      },
      addEventListener: (...args) => world.window.addEventListener(...args),
      document: this.document,
      location: { href: "http://page.test/" },
    };
  }

  /** The stream that was opened last. */
  get stream() {
    return this.streams.at(-1);
  }

  /** The socket that was opened last. */
  get socket() {
    return this.sockets.at(-1);
  }

  get timers() {
    return this.#timers.size;
  }

  /** How long until the next timer. */
  get nextTimerMs() {
    return Math.min(...[...this.#timers.values()].map(({ at }) => at)) - this.now;
  }

  /** The machine sleeps: timers and `performance.now()` stand still, as in most systems. */
  sleep(ms) {
    this.now += ms;
    this.#sleptMs += ms;
    this.#timers.forEach((timer) => (timer.at += ms));
  }

  /** The page is frozen: timers that were due meanwhile come afterwards. */
  freeze(ms) {
    this.now += ms;
  }

  /** Lets time pass, timer by timer. */
  async pass(ms) {
    const end = this.now + ms;
    await settle();
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (!due) {
        break;
      }
      this.#timers.delete(due[0]);
      this.now = Math.max(this.now, due[1].at);
      due[1].then();
      await settle();
    }
    this.now = end;
  }
}

class Socket {
  sent = [];
  isClosed = false;

  constructor(address) {
    this.address = address;
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.isClosed = true;
    // Node 20 tells it at once while the handshake is under way.
    this.onerror?.();
  }

  /** Lets it in and tells the section. */
  begin(section = { id: "s" }, cursor = "c0") {
    this.onopen?.();
    this.tell("section.snapshot", section, cursor);
  }

  tell(event, payload, cursor) {
    this.onmessage?.({ data: JSON.stringify({ event, payload, cursor }) });
  }

  /** The server closes it, or the line breaks. */
  end(code = 1006, reason = "") {
    this.onclose?.({ code, reason });
  }
}

/** An answer with server-sent events. */
class Stream {
  #parts = [];
  #readers = [];

  constructor(address, signal) {
    this.address = address;
    this.signal = signal;
    const reader = { read: () => new Promise((resolve) => this.#readers.push(resolve) && this.#serve()) };
    this.answer = {
      status: 200,
      headers: { get: (name) => (name === "Content-Type" ? "text/event-stream" : null) },
      body: { pipeThrough: () => ({ getReader: () => reader }) },
    };
  }

  get isClosed() {
    return this.signal.aborted;
  }

  async send(...texts) {
    this.#parts.push(...texts.map((value) => ({ value, done: false })));
    this.#serve();
    await settle();
  }

  async begin(event = "section.snapshot", cursor = "s0") {
    await this.send(`retry: 900\nid: ${cursor}\ndata: ${JSON.stringify({ event, payload: { id: "s" } })}\n\n`);
  }

  async end() {
    this.#parts.push({ done: true });
    this.#serve();
    await settle();
  }

  #serve() {
    while (this.#parts.length && this.#readers.length) {
      this.#readers.shift()(this.#parts.shift());
    }
  }
}

class Listeners extends EventTarget {
  listeners = 0;

  addEventListener(type, listener, { signal }) {
    this.listeners++;
    super.addEventListener(type, listener, { signal });
    signal.addEventListener("abort", () => this.listeners--);
  }

  tell(type, more) {
    this.dispatchEvent(Object.assign(new Event(type), more));
  }
}

class Page extends Listeners {
  hidden = false;

  show(isShown) {
    this.hidden = !isShown;
    this.tell("visibilitychange");
  }
}

/** Until all that is ready to go on has gone on. */
export async function settle() {
  for (let turn = 0; turn < 20; turn++) {
    await Promise.resolve();
  }
}

/** A watched section in a world of its own, live unless told otherwise. */
export async function watched(watchSection, options = {}, world = new World()) {
  const tokens = [];
  const section = watchSection(
    {
      url: "http://service.test/base",
      sectionId: "s",
      getToken: () => {
        tokens.push(`token-${tokens.length + 1}`);
        return tokens.at(-1);
      },
      ...options,
    },
    world.runtime,
  );
  const told = [];
  section.on("status", (status) => told.push(status));
  await settle();
  return { section, world, tokens, told };
}

/** The same, live. */
export async function live(watchSection, options) {
  const all = await watched(watchSection, options);
  all.world.socket.begin();
  return all;
}
