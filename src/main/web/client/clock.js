const LONGEST_DELAY_MS = 2 ** 31 - 1;
/** As late as only sleep makes a timer. */
const SLEPT_MS = 5_000;

/** Time, however the system's clock is set, and one timer of each name. */
export class Clock {
  #runtime;
  #timers = {};
  #aheadMs;
  #sleptMs = 0;

  constructor(runtime) {
    this.#runtime = runtime;
  }

  /** In sleep `performance.now()` may stand still. */
  now() {
    const { Date, performance } = this.#runtime;
    const nowMs = performance.now();
    const aheadMs = Date.now() - nowMs;
    if (aheadMs - this.#aheadMs > SLEPT_MS) {
      this.#sleptMs += aheadMs - this.#aheadMs;
    }
    this.#aheadMs = aheadMs;
    return nowMs + this.#sleptMs;
  }

  later(name, delayMs, then) {
    const { setTimeout, clearTimeout } = this.#runtime;
    clearTimeout(this.#timers[name]);
    if (delayMs < Infinity) {
      const dueMs = this.now() + delayMs;
      this.#timers[name] = setTimeout(() => then(this.now() - dueMs > SLEPT_MS), Math.min(delayMs, LONGEST_DELAY_MS));
    }
  }
}
