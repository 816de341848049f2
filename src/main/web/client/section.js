import { Changes } from "./changes.js";
import { SectionFold } from "./fold.js";
import { afterClose, afterRefusal, backoffMs } from "./verdict.js";

const DEFAULTS = {
  firstBackoffMs: 500,
  maxBackoffMs: 15_000,
  connectTimeoutMs: 15_000,
  snapshotTimeoutMs: 60_000,
  heartbeatMs: 25_000,
  pongTimeoutMs: 10_000,
  pauseAfterMs: 30_000,
};
const REFRESH_INTERVAL_MS = 5_000;
const LONGEST_DELAY_MS = 2 ** 31 - 1;

export function watchSection(options, runtime = globalThis) {
  if (!(options.WebSocket ?? runtime.WebSocket)) {
    throw new TypeError("no WebSocket");
  }
  return new WatchedSection({ ...DEFAULTS, ...options }, runtime);
}

class WatchedSection {
  status = "connecting";
  reason;
  #options;
  #runtime;
  #fold = new SectionFold();
  #listeners = [];
  #readers = new Set();
  #timers = {};
  #socket;
  #line = 0;
  #attempt = 0;
  #isOpen;
  #isPaused;
  #isAuthenticating;
  #token;
  #acceptedToken;
  #refusedToken;
  #refreshedAtMs = 0;
  #cursor;
  #lastError;
  #reconnectAfterMs;

  constructor(options, runtime) {
    const { pauseWhenHidden, signal } = options;
    this.#options = options;
    this.#runtime = runtime;
    if (pauseWhenHidden) {
      runtime.document?.addEventListener("visibilitychange", this.#onVisibility);
      this.#onVisibility();
    }
    signal?.addEventListener("abort", this.close);
    if (signal?.aborted) {
      this.close();
    } else {
      this.#connect();
    }
  }

  get state() {
    return this.#fold.state;
  }

  on(name, listener) {
    const entry = [name, listener];
    this.#listeners.push(entry);
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== entry);
    };
  }

  [Symbol.asyncIterator]() {
    const reader = new Changes(() => this.#readers.delete(reader));
    if (this.status === "closed") {
      reader.end();
    } else {
      this.#readers.add(reader);
    }
    return reader;
  }

  close = () => this.#end();

  async #connect() {
    this.#drop("resuming");
    if (this.status === "closed") {
      return;
    }
    const line = this.#line;
    this.#later("line", this.#options.connectTimeoutMs, () => {
      this.#drop("stale");
      this.#comeBack(0);
    });
    try {
      const token = this.#token ?? (await this.#options.getToken());
      if (line !== this.#line) {
        return;
      }
      if (!token || token === this.#refusedToken) {
        this.#end(this.#lastError ?? { code: "TOKEN_MISSING" });
        return;
      }
      this.#token = this.#acceptedToken = token;
      this.#open();
    } catch (failure) {
      if (line === this.#line) {
        this.#emit("error", { code: "CLIENT", message: `${failure}` });
        this.#comeBack(0);
      }
    }
  }

  #open() {
    const { WebSocket = this.#runtime.WebSocket, connectTimeoutMs, snapshotTimeoutMs } = this.#options;
    const address = this.#address();
    address.protocol = address.protocol.replace("http", "ws");
    address.search = this.#cursor ? `cursor=${this.#cursor}` : "resume=true";
    const socket = (this.#socket = new WebSocket(address.href));
    const lost = () => this.#lost();
    this.#later("line", connectTimeoutMs, lost);
    socket.onopen = () => {
      this.#isOpen = true;
      this.#lastError = undefined;
      this.#later("line", snapshotTimeoutMs, lost);
    };
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
    socket.onclose = ({ code, reason }) => this.#lost(code, reason);
    // All that Node 20 tells of a failed handshake.
    socket.onerror = () => this.#isOpen || socket !== this.#socket || lost();
  }

  #address() {
    const { url, sectionId } = this.#options;
    const address = new URL(url instanceof Function ? url() : url, this.#runtime.location?.href);
    const path = `ws/restaurant/${[sectionId, this.#token].map(encodeURIComponent).join("/")}`;
    address.pathname = address.pathname.replace(/\/?$/, `/${path}`);
    address.protocol = address.protocol.replace("ws", "http");
    address.search = address.hash = "";
    return address;
  }

  #receive(frame) {
    const { event, payload, cursor } = frame;
    const change = this.#fold.apply(frame);
    this.#cursor = cursor ?? this.#cursor;
    this.#lastError = undefined;
    if (/^section.(snapshot|resumed)$/.test(event)) {
      this.#attempt = 0;
      this.#refusedToken = undefined;
      this.#become("live");
    }
    if (this.status === "live") {
      this.#listen();
    }
    if (event === "error") {
      this.#fail(payload);
    } else if (event === "session.expiring") {
      this.#refresh();
    } else if (event === "session.authenticated") {
      this.#isAuthenticating = false;
      this.#acceptedToken = this.#token;
    } else if (event === "system.closing") {
      this.#reconnectAfterMs = payload.reconnectAfterMs;
    }
    this.#tell(change);
    this.#emit("event", frame);
  }

  #fail(error) {
    this.#lastError = error;
    this.#emit("error", error);
    if (this.#isAuthenticating) {
      this.#isAuthenticating = false;
      this.#refreshLater(REFRESH_INTERVAL_MS);
    }
  }

  #listen() {
    const { heartbeatMs, pongTimeoutMs } = this.#options;
    this.#later("line", heartbeatMs, () => {
      this.#socket.send('{"action":"ping"}');
      this.#later("line", pongTimeoutMs, () => this.#lost());
    });
  }

  #refreshLater(delayMs) {
    this.#later("refresh", delayMs, () => this.#refresh());
  }

  async #refresh() {
    const waitMs = this.#refreshedAtMs + REFRESH_INTERVAL_MS - this.#now();
    if (waitMs > 0) {
      this.#refreshLater(waitMs);
      return;
    }
    this.#refreshedAtMs = this.#now();
    const line = this.#line;
    let token;
    try {
      token = await this.#options.getToken();
    } catch (failure) {
      this.#emit("error", { code: "CLIENT", message: `${failure}` });
    }
    if (line !== this.#line) {
      return;
    }
    if (token && token !== this.#acceptedToken) {
      this.#token = token;
      this.#isAuthenticating = true;
      this.#socket.send(JSON.stringify({ action: "authenticate", token }));
    } else {
      this.#refreshLater(REFRESH_INTERVAL_MS);
    }
  }

  #lost(code, message) {
    const verdict = afterClose(code, this.#reconnectAfterMs);
    const wasOpen = this.#isOpen;
    this.#drop("stale");
    if (wasOpen) {
      this.#follow(verdict, { code: `${code}`, message });
    } else if (this.status !== "closed") {
      this.#askWhy();
    }
  }

  /** Only a plain request is told why. */
  async #askWhy() {
    const { fetch = this.#runtime.fetch, connectTimeoutMs } = this.#options;
    const line = this.#line;
    let verdict = afterClose();
    let error;
    try {
      const signal = AbortSignal.timeout(connectTimeoutMs);
      const answer = await fetch(this.#address(), { cache: "no-store", credentials: "omit", signal });
      ({ error } = await answer.json());
      verdict = afterRefusal(answer.status, error.code, answer.headers.get("Retry-After"));
    } catch {
      // Nobody answers.
    }
    if (line === this.#line) {
      if (error && error.code !== "UPGRADE_REQUIRED") {
        this.#fail(error);
      }
      this.#follow(verdict, error);
    }
  }

  #follow(verdict, reason) {
    if (!verdict.comesBack) {
      this.#end(this.#lastError ?? reason);
      return;
    }
    if (verdict.needsToken) {
      this.#refusedToken = this.#acceptedToken;
      this.#token = undefined;
    }
    this.#comeBack(verdict.waitMs);
  }

  #comeBack(waitMs) {
    const jitterMs = backoffMs(this.#attempt++, this.#options, this.#runtime.Math.random);
    this.#later("line", waitMs + jitterMs, () => this.#connect());
  }

  #drop(status) {
    const socket = this.#socket;
    this.#line++;
    this.#later("line");
    this.#later("refresh");
    if (socket) {
      this.#socket = socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
    this.#isOpen = this.#isAuthenticating = false;
    this.#reconnectAfterMs = undefined;
    this.#become(status);
  }

  #end(reason) {
    if (this.status === "closed") {
      return;
    }
    this.reason = reason;
    this.#later("holds");
    this.#later("hidden");
    this.#runtime.document?.removeEventListener("visibilitychange", this.#onVisibility);
    this.#options.signal?.removeEventListener("abort", this.close);
    this.#drop("closed");
    this.#readers.forEach((reader) => reader.end());
    this.#readers.clear();
    this.#listeners = [];
    this.#token = this.#refusedToken = this.#cursor = undefined;
  }

  #onVisibility = () => {
    this.#later("hidden");
    if (this.#runtime.document?.hidden) {
      this.#later("hidden", this.#options.pauseAfterMs, () => {
        this.#isPaused = true;
        this.#drop("stale");
      });
    } else if (this.#isPaused) {
      this.#isPaused = false;
      this.#connect();
    }
  };

  #tell(change) {
    if (change) {
      this.#readers.forEach((reader) => reader.push(change));
      this.#emit("change", change);
      this.#awaitExpiry();
    }
  }

  #awaitExpiry() {
    this.#later("holds", this.#fold.nextExpiryMs - this.#now(), () => {
      this.#fold.expire(this.#now()).forEach((over) => this.#tell(over));
      this.#awaitExpiry();
    });
  }

  #become(status) {
    const shown = this.state.section || /live|closed/.test(status) ? status : "connecting";
    if (this.status !== "closed" && shown !== this.status) {
      this.status = shown;
      this.#emit("status", shown);
    }
  }

  #emit(name, value) {
    for (const [of, listener] of this.#listeners) {
      if (of === name) {
        try {
          listener(value);
        } catch (failure) {
          queueMicrotask(() => {
            throw failure;
          });
        }
      }
    }
  }

  #now() {
    return this.#runtime.Date.now();
  }

  /** One timer of each name; none without a delay or after the end. */
  #later(name, delayMs, then) {
    const { setTimeout, clearTimeout } = this.#runtime;
    clearTimeout(this.#timers[name]);
    if (delayMs < Infinity && this.status !== "closed") {
      this.#timers[name] = setTimeout(then, Math.min(delayMs, LONGEST_DELAY_MS));
    }
  }
}
