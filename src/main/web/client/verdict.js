/** Protocol broken, bad messages, no access, no such section, section deleted. */
const FINAL = [1002, 1003, 1007, 1008, 1009, 4403, 4404, 4410];
const LONGEST_WAIT_MS = 3_600_000;

/** What to do after the server closed an open line. */
export function afterClose(code, reconnectAfterMs) {
  return { comesBack: !FINAL.includes(code), needsToken: code === 4401, waitMs: bounded(reconnectAfterMs) };
}

/** What to do after the handshake was refused. */
export function afterRefusal(status, code, retryAfter) {
  return {
    // 426: address and token are fine, so a WebSocket would be let in by now.
    comesBack: status < 400 || [401, 408, 426, 429].includes(status) || status >= 500,
    needsToken: status === 401,
    waitMs: code === "STOPPING" ? 0 : bounded(retryAfter * 1000),
  };
}

/** Full jitter. */
export function backoffMs(attempt, { firstBackoffMs, maxBackoffMs }, random) {
  return random() * Math.min(maxBackoffMs, firstBackoffMs * 2 ** attempt);
}

function bounded(ms) {
  return Math.min(ms || 0, LONGEST_WAIT_MS);
}
