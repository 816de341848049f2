import { createReader } from "./changes.js";
import { createClock } from "./clock.js";
import { createFold } from "./fold.js";
import { eventStream } from "./stream.js";
import { afterClose, askWhy } from "./verdict.js";

const LOOK_MS = 5_000;
const TOKEN_TRIES = 5;
const MOST_PATIENCE = 16;
const blocked = new Map();

export function watchSection(options, runtime = globalThis) {
  const { url, sectionId, signal, WebSocket = runtime.WebSocket, fetch = runtime.fetch } = options;
  const { firstBackoffMs = 500, maxBackoffMs = 15_000, connectTimeoutMs = 15_000, heartbeatMs = 25_000 } = options;
  const { webSocketAgainMs = 600_000, pauseWhenHidden, pauseAfterMs = 30_000 } = options;
  const { document, location, Date } = runtime;
  const { now, later } = createClock(runtime, isClosed);
  const fold = createFold();
  const listeners = new Set();
  const readers = new Set();
  const listening = new AbortController();
  let socket;
  let next;
  let asking;
  let base;
  let address;
  let line = 0;
  let attempt = 0;
  let unexplained = 0;
  let notBeforeMs;
  let patience = 1;
  let isPaused;
  let isAuthenticating;
  let token;
  let isTokenDoubted;
  let tokenTries = 0;
  let acceptedToken;
  let refusedToken;
  let refreshedAtMs = -Infinity;
  let cursor;
  let lastError;
  let reconnectAfterMs;

  const section = {
    status: "connecting",
    reason: undefined,
    transport: null,
    get state() {
      return fold.state;
    },
    remainingMs: (tableId) => fold.remainingMs(tableId, now()),
    on(name, listener) {
      const entry = [name, listener];
      listeners.add(entry);
      return () => listeners.delete(entry);
    },
    close: () => end(),
    [Symbol.asyncIterator]() {
      const reader = createReader(readers);
      if (isClosed()) {
        reader.end();
      } else {
        readers.add(reader);
      }
      return reader;
    },
  };
  runtime.addEventListener?.("online", wake, listening);
  runtime.addEventListener?.("pageshow", onVisibility, listening);
  document?.addEventListener("visibilitychange", onVisibility, listening);
  signal?.addEventListener("abort", section.close, listening);
  onVisibility();
  if (signal?.aborted) {
    end();
  } else if (!sectionId) {
    end({ code: "INVALID_SECTION" });
  }
  connect();
  return section;

  function isClosed() {
    return section.status === "closed";
  }

  async function connect() {
    drop("resuming");
    if (isClosed()) {
      return;
    }
    const ofLine = line;
    later("line", connectTimeoutMs, () => comeBack(0));
    try {
      let given = token;
      if (!given || isTokenDoubted) {
        isTokenDoubted = false;
        given = (await options.getToken()) || given;
      }
      if (ofLine !== line) {
        return;
      }
      if (given && given !== refusedToken) {
        tokenTries = 0;
        token = acceptedToken = given;
        await open();
      } else if (++tokenTries < TOKEN_TRIES) {
        comeBack(0);
      } else {
        end(lastError ?? { code: "TOKEN_MISSING" });
      }
    } catch (failure) {
      if (ofLine === line) {
        complain(failure);
        comeBack(0);
      }
    }
  }

  async function open() {
    const { origin, pathname } = new URL(url instanceof Function ? url() : url, location?.href);
    base = (origin + pathname).replace(/^ws/, "http").replace(/\/?$/, "/");
    const query = cursor ? `?cursor=${cursor}` : "?resume=true";
    const path = `/restaurant/${[sectionId, token].map(encodeURIComponent).join("/")}${query}`;
    const blockedMs = blocked.get(base) - Date.now();
    const isStream = blockedMs > 0 || !WebSocket;
    address = `${base}ws${path}`;
    release(next);
    const opened = (next = isStream
      ? eventStream(fetch, `${base}sse${path}&gzip=off`, openBeside)
      : new WebSocket(address.replace("http", "ws")));
    later("again", blockedMs > 0 ? blockedMs : Infinity, openBeside);
    if (!isStream) {
      blocked.delete(base);
    }
    if (socket) {
      later("beside", connectTimeoutMs / 3, missed);
    } else {
      later("line", connectTimeoutMs / 3, why);
    }
    opened.onopen = () => {
      if (!socket) {
        take();
        lastError = undefined;
        awaitFrame(connectTimeoutMs * 4 * patience, 4);
      }
    };
    opened.onmessage = ({ data, lastEventId }) => {
      try {
        const frame = { cursor: lastEventId, ...JSON.parse(data) };
        const begins = /^section.(snapshot|resumed)$/.test(frame.event);
        if (begins && opened === next) {
          take();
        }
        if (opened === socket) {
          receive(frame, begins);
        }
      } catch (failure) {
        complain(failure);
      }
    };
    opened.onclose = ({ code, reason }) => (opened === next ? missed() : lost(code, reason));
    opened.onerror = missed;

    function take() {
      release(socket);
      socket = opened;
      next = isAuthenticating = undefined;
      acceptedToken = token;
      section.transport = isStream ? "sse" : "websocket";
    }

    function missed() {
      if (opened === next && socket) {
        release(opened);
        next = undefined;
        block();
      } else if (opened === next) {
        lost();
      }
    }
  }

  function openBeside() {
    open().catch(complain);
  }

  function block() {
    blocked.set(base, Date.now() + webSocketAgainMs);
    later("again", webSocketAgainMs, openBeside);
  }

  function receive(frame, begins) {
    const { event, payload, cursor: told } = frame;
    const change = fold.apply(frame, now(), Date.now());
    cursor = told?.[0] === "." ? cursor.split(".")[0] + told : (told || cursor);
    lastError = undefined;
    if (begins) {
      attempt = unexplained = 0;
      refusedToken = undefined;
      become("live");
    }
    if (section.status === "live") {
      listen();
    }
    if (event === "error") {
      fail(payload);
    } else if (event === "session.expiring") {
      refresh();
    } else if (event === "session.authenticated") {
      isAuthenticating = false;
      acceptedToken = token;
    } else if (event === "system.pong") {
      patience = 1;
    } else if (event === "system.closing") {
      reconnectAfterMs = payload.reconnectAfterMs;
    }
    tell(change);
    emit("event", frame);
  }

  function fail(error) {
    lastError = error;
    emit("error", error);
    if (isAuthenticating) {
      isAuthenticating = false;
      later("refresh", LOOK_MS, refresh);
    }
  }

  function complain(failure) {
    emit("error", { code: "CLIENT", message: `${failure}` });
  }

  function listen(leftMs = heartbeatMs) {
    later("line", Math.min(leftMs, LOOK_MS), (slept) => {
      if (slept) {
        ping();
      } else if (leftMs > LOOK_MS) {
        listen(leftMs - LOOK_MS);
      } else {
        ping((connectTimeoutMs * patience * 2) / 3, 4);
      }
    });
  }

  function ping(timeoutMs = connectTimeoutMs / 5, growth = 1) {
    socket.send('{"action":"ping"}');
    awaitExpiry();
    awaitFrame(timeoutMs, growth);
  }

  function awaitFrame(timeoutMs, growth) {
    later("line", timeoutMs, (slept) => {
      if (slept && section.status === "live") {
        ping();
      } else {
        patience = Math.min(MOST_PATIENCE, patience * growth);
        lost();
      }
    });
  }

  function wake({ type, persisted }) {
    if (section.status === "live" && !persisted) {
      ping();
    } else if (notBeforeMs >= 0 || ((socket ?? next) && (persisted || type === "online"))) {
      attempt = unexplained = 0;
      later("line", notBeforeMs - now() || 0, connect);
    }
  }

  async function refresh() {
    const waitMs = refreshedAtMs + LOOK_MS - now();
    if (waitMs > 0) {
      later("refresh", waitMs, refresh);
      return;
    }
    refreshedAtMs = now();
    const ofLine = line;
    let given;
    try {
      given = await options.getToken();
    } catch (failure) {
      complain(failure);
    }
    if (ofLine !== line) {
      return;
    }
    if (given && given !== acceptedToken) {
      token = given;
      isAuthenticating = true;
      socket.send(JSON.stringify({ action: "authenticate", token }));
    } else {
      later("refresh", LOOK_MS, refresh);
    }
  }

  function lost(code, message) {
    const verdict = afterClose(code, reconnectAfterMs);
    const wasOpen = socket;
    const hasBegun = section.status === "live" || lastError || code > 1006;
    drop("stale");
    if (!wasOpen) {
      why();
    } else if (hasBegun) {
      follow(verdict, { code: `${code}`, message });
    } else {
      wonder({ code: "NO_SNAPSHOT" });
    }
  }

  async function why() {
    if (isClosed()) {
      return;
    }
    const { signal } = (asking = new AbortController());
    later("line", (connectTimeoutMs * 2) / 3, () => wonder({ code: "NOT_READABLE" }));
    const verdict = await askWhy(fetch, address, signal);
    const { error } = verdict;
    if (signal.aborted || socket || (next && error.code === "NOT_READABLE")) {
      return;
    }
    if (verdict.isExplained) {
      unexplained = 0;
      fail(error);
      follow(verdict);
    } else {
      wonder(error);
    }
  }

  function wonder(error) {
    if (++unexplained > 1 || next) {
      isTokenDoubted = unexplained % 32 === 2;
      emit("error", error);
      if (!blocked.delete(base) && error.code !== "NOT_READABLE") {
        block();
        connect();
        return;
      }
    }
    comeBack(0);
  }

  function follow(verdict, reason) {
    if (!verdict.comesBack) {
      end(lastError ?? reason);
      return;
    }
    if (verdict.needsToken) {
      refusedToken = acceptedToken;
      token = undefined;
    }
    comeBack(verdict.waitMs);
  }

  function comeBack(waitMs) {
    drop("stale");
    const jitterMs = runtime.Math.random() * Math.min(maxBackoffMs, firstBackoffMs * 2 ** attempt++);
    notBeforeMs = now() + waitMs;
    later("line", waitMs + jitterMs, connect);
  }

  function drop(status) {
    line++;
    ["line", "beside", "again", "refresh"].forEach((name) => later(name));
    asking?.abort();
    release(socket);
    release(next);
    socket = next = isAuthenticating = reconnectAfterMs = notBeforeMs = undefined;
    become(status);
  }

  function end(reason) {
    if (isClosed()) {
      return;
    }
    section.reason = reason;
    later("holds");
    later("hidden");
    listening.abort();
    drop("closed");
    readers.forEach((reader) => reader.end());
    readers.clear();
    listeners.clear();
    token = refusedToken = cursor = undefined;
  }

  function onVisibility(event) {
    later("hidden");
    if (document?.hidden) {
      later("hidden", pauseWhenHidden ? pauseAfterMs : Infinity, () => {
        isPaused = true;
        drop("stale");
      });
    } else if (isPaused) {
      isPaused = false;
      connect();
    } else if (event) {
      wake(event);
    }
  }

  function tell(change) {
    if (change) {
      readers.forEach((reader) => reader.push(change));
      emit("change", change);
      awaitExpiry();
    }
  }

  function awaitExpiry() {
    later("holds", fold.nextExpiryMs - now(), () => {
      fold.expire(now()).forEach(tell);
      awaitExpiry();
    });
  }

  function become(status) {
    if (status !== section.status && !/^(closed|connecting(stale|resuming))/.test(section.status + status)) {
      section.status = status;
      emit("status", status);
    }
  }

  function emit(name, value) {
    for (const [of, listener] of [...listeners]) {
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
}

function release(socket) {
  if (socket) {
    socket.onopen = socket.onmessage = socket.onerror = socket.onclose = null;
    socket.close();
  }
}
