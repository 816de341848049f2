import { Changes } from "./changes.js";
import { Clock } from "./clock.js";
import { SectionFold } from "./fold.js";
import { afterClose, askWhy, backoffMs } from "./verdict.js";

const DEFAULTS = {
  firstBackoffMs: 500,
  maxBackoffMs: 15_000,
  connectTimeoutMs: 15_000,
  snapshotTimeoutMs: 60_000,
  heartbeatMs: 25_000,
  pongTimeoutMs: 10_000,
  wakeTimeoutMs: 3_000,
  pauseAfterMs: 30_000,
};
const REFRESH_INTERVAL_MS = 5_000;
const TOKEN_TRIES = 5;
const LOOK_MS = 5_000;
const MOST_PATIENCE = 16;

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
  #clock;
  #fold = new SectionFold();
  #listeners = new Set();
  #readers = new Set();
  #socket;
  #address;
  #line = 0;
  #attempt = 0;
  #unexplained = 0;
  #notBeforeMs;
  /** Nothing tells of a large frame's bytes. */
  #patience = 1;
  #isOpen;
  #isPaused;
  #isAuthenticating;
  #token;
  #isTokenDoubted;
  #tokenTries = 0;
  #acceptedToken;
  #refusedToken;
  #refreshedAtMs = -Infinity;
  #cursor;
  #lastError;
  #reconnectAfterMs;

  constructor(options, runtime) {
    const { sectionId, signal } = options;
    this.#options = options;
    this.#runtime = runtime;
    this.#clock = new Clock(runtime);
    runtime.addEventListener?.("online", this.#wake);
    runtime.document?.addEventListener("visibilitychange", this.#onVisibility);
    this.#onVisibility();
    signal?.addEventListener("abort", this.close);
    if (signal?.aborted) {
      this.close();
    } else if (!sectionId) {
      this.#end({ code: "INVALID_SECTION" });
    }
    this.#connect();
  }

  get state() {
    return this.#fold.state;
  }

  remainingMs(tableId) {
    return this.#fold.remainingMs(tableId, this.#clock.now());
  }

  on(name, listener) {
    const entry = [name, listener];
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
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
      let token = this.#token;
      if (!token || this.#isTokenDoubted) {
        this.#isTokenDoubted = false;
        token = (await this.#options.getToken()) || token;
      }
      if (line !== this.#line) {
        return;
      }
      if (token && token !== this.#refusedToken) {
        this.#tokenTries = 0;
        this.#token = this.#acceptedToken = token;
        this.#open();
      } else if (++this.#tokenTries < TOKEN_TRIES) {
        this.#comeBack(0);
      } else {
        this.#end(this.#lastError ?? { code: "TOKEN_MISSING" });
      }
    } catch (failure) {
      if (line === this.#line) {
        this.#complain(failure);
        this.#comeBack(0);
      }
    }
  }

  #open() {
    const { WebSocket = this.#runtime.WebSocket, connectTimeoutMs, snapshotTimeoutMs } = this.#options;
    this.#address = this.#nextAddress();
    const socket = (this.#socket = new WebSocket(this.#address.replace("http", "ws")));
    this.#later("line", connectTimeoutMs, () => this.#lost());
    socket.onopen = () => {
      this.#isOpen = true;
      this.#lastError = undefined;
      this.#awaitFrame(snapshotTimeoutMs * this.#patience, 4);
    };
    socket.onmessage = ({ data }) => {
      try {
        this.#receive(JSON.parse(data));
      } catch (failure) {
        this.#complain(failure);
      }
    };
    socket.onclose = ({ code, reason }) => this.#lost(code, reason);
    // All that Node 20 tells of a failed handshake.
    socket.onerror = () => this.#isOpen || socket !== this.#socket || this.#lost();
  }

  #nextAddress() {
    const { url, sectionId } = this.#options;
    const address = new URL(url instanceof Function ? url() : url, this.#runtime.location?.href);
    const path = `ws/restaurant/${[sectionId, this.#token].map(encodeURIComponent).join("/")}`;
    address.pathname = address.pathname.replace(/\/?$/, `/${path}`);
    address.protocol = address.protocol.replace("ws", "http");
    address.search = this.#cursor ? `cursor=${this.#cursor}` : "resume=true";
    address.hash = "";
    return address.href;
  }

  #receive(frame) {
    const { event, payload, cursor } = frame;
    const change = this.#fold.apply(frame, this.#clock.now(), this.#runtime.Date.now());
    this.#cursor = cursor?.[0] === "." ? this.#cursor.split(".")[0] + cursor : (cursor ?? this.#cursor);
    this.#lastError = undefined;
    if (/^section.(snapshot|resumed)$/.test(event)) {
      this.#attempt = this.#unexplained = 0;
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
    } else if (event === "system.pong") {
      this.#patience = 1;
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

  #complain(failure) {
    this.#emit("error", { code: "CLIENT", message: `${failure}` });
  }

  #listen(leftMs = this.#options.heartbeatMs) {
    this.#later("line", Math.min(leftMs, LOOK_MS), (slept) => {
      if (slept) {
        this.#ping();
      } else if (leftMs > LOOK_MS) {
        this.#listen(leftMs - LOOK_MS);
      } else {
        this.#ping(this.#options.pongTimeoutMs * this.#patience, 4);
      }
    });
  }

  #ping(timeoutMs = this.#options.wakeTimeoutMs, growth = 1) {
    this.#socket.send('{"action":"ping"}');
    this.#awaitExpiry();
    this.#awaitFrame(timeoutMs, growth);
  }

  #awaitFrame(timeoutMs, growth) {
    this.#later("line", timeoutMs, (slept) => {
      if (slept && this.status === "live") {
        this.#ping();
      } else {
        this.#patience = Math.min(MOST_PATIENCE, this.#patience * growth);
        this.#lost();
      }
    });
  }

  #wake = ({ type }) => {
    if (this.status === "live") {
      this.#ping();
    } else if (this.#notBeforeMs >= 0 || (this.#socket && type === "online")) {
      this.#attempt = this.#unexplained = 0;
      this.#later("line", this.#notBeforeMs - this.#clock.now() || 0, () => this.#connect());
    }
  };

  #refreshLater(delayMs) {
    this.#later("refresh", delayMs, () => this.#refresh());
  }

  async #refresh() {
    const waitMs = this.#refreshedAtMs + REFRESH_INTERVAL_MS - this.#clock.now();
    if (waitMs > 0) {
      this.#refreshLater(waitMs);
      return;
    }
    this.#refreshedAtMs = this.#clock.now();
    const line = this.#line;
    let token;
    try {
      token = await this.#options.getToken();
    } catch (failure) {
      this.#complain(failure);
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
    const hasBegun = this.status === "live" || this.#lastError || code > 1006;
    this.#drop("stale");
    if (!wasOpen) {
      this.#askWhy();
    } else if (hasBegun) {
      this.#follow(verdict, { code: `${code}`, message });
    } else {
      this.#wonder({ code: "NO_SNAPSHOT" });
    }
  }

  async #askWhy() {
    if (this.status === "closed") {
      return;
    }
    const { fetch = this.#runtime.fetch, connectTimeoutMs } = this.#options;
    const line = this.#line;
    const aborter = new AbortController();
    this.#later("line", connectTimeoutMs, () => aborter.abort());
    const verdict = await askWhy(fetch, this.#address, aborter.signal);
    if (line === this.#line) {
      if (verdict.isExplained) {
        this.#unexplained = 0;
        this.#fail(verdict.error);
        this.#follow(verdict);
      } else {
        this.#wonder(verdict.error);
      }
    }
  }

  #wonder(error) {
    if (++this.#unexplained > 1) {
      this.#isTokenDoubted = this.#unexplained % 32 === 2;
      this.#emit("error", error);
    }
    this.#comeBack(0);
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
    this.#notBeforeMs = this.#clock.now() + waitMs;
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
    this.#reconnectAfterMs = this.#notBeforeMs = undefined;
    this.#become(status);
  }

  #end(reason) {
    if (this.status === "closed") {
      return;
    }
    this.reason = reason;
    this.#later("holds");
    this.#later("hidden");
    this.#runtime.removeEventListener?.("online", this.#wake);
    this.#runtime.document?.removeEventListener("visibilitychange", this.#onVisibility);
    this.#options.signal?.removeEventListener("abort", this.close);
    this.#drop("closed");
    this.#readers.forEach((reader) => reader.end());
    this.#readers.clear();
    this.#listeners.clear();
    this.#token = this.#refusedToken = this.#cursor = undefined;
  }

  #onVisibility = (event) => {
    const { pauseWhenHidden, pauseAfterMs } = this.#options;
    this.#later("hidden");
    if (this.#runtime.document?.hidden) {
      this.#later("hidden", pauseWhenHidden ? pauseAfterMs : Infinity, () => {
        this.#isPaused = true;
        this.#drop("stale");
      });
    } else if (this.#isPaused) {
      this.#isPaused = false;
      this.#connect();
    } else if (event) {
      this.#wake(event);
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
    this.#later("holds", this.#fold.nextExpiryMs - this.#clock.now(), () => {
      this.#fold.expire(this.#clock.now()).forEach((over) => this.#tell(over));
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
    for (const [of, listener] of [...this.#listeners]) {
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

  #later(name, delayMs, then) {
    this.#clock.later(name, this.status === "closed" ? Infinity : delayMs, then);
  }
}
