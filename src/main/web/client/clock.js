const SLEPT_MS = 5_000;

export function createClock({ Date, performance, setTimeout, clearTimeout }, isClosed) {
  const timers = {};
  let lastAheadMs;
  let sleptMs = 0;

  return { now, later };

  function now() {
    const nowMs = performance.now();
    const aheadMs = Date.now() - nowMs;
    if (aheadMs - lastAheadMs > SLEPT_MS) {
      sleptMs += aheadMs - lastAheadMs;
    }
    lastAheadMs = aheadMs;
    return nowMs + sleptMs;
  }

  function later(name, delayMs, then) {
    clearTimeout(timers[name]);
    if (delayMs < Infinity && !isClosed()) {
      const dueMs = now() + delayMs;
      timers[name] = setTimeout(() => then(now() - dueMs > SLEPT_MS), Math.min(delayMs, 2 ** 31 - 1));
    }
  }
}
