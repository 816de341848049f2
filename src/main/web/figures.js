import { word } from "./words.js";

const MINUTE_MS = 60_000;

/** What the page measures, and what the main API tells of itself. */
export class Figures {
  #list;
  #latencies = [];
  #told = 0;
  #resumed = 0;
  #origin;
  #first;
  #tally;

  constructor(list) {
    this.#list = list;
  }

  /** A change was told: how long ago it was made. */
  changed({ entity }, nowMs = Date.now()) {
    this.#told++;
    const madeMs = Date.parse(entity.updatedAt);
    if (madeMs > nowMs - MINUTE_MS) {
      this.#latencies.push({ nowMs, ms: Math.max(0, nowMs - madeMs) });
    }
  }

  resumed() {
    this.#resumed++;
  }

  servedBy(origin) {
    this.#origin = origin;
  }

  /** What the main API has counted; the first time tells what had been before. */
  tallied(tally) {
    this.#first ??= { changes: tally.changes - this.#told };
    this.#tally = tally;
  }

  draw(nowMs = Date.now()) {
    this.#latencies = this.#latencies.filter((latency) => latency.nowMs > nowMs - MINUTE_MS);
    const sorted = this.#latencies.map(({ ms }) => ms).sort((a, b) => a - b);
    const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    const rows = {
      latency: sorted.length > 0 ? word("latencyOf", at(0.5), at(0.99)) : word("none"),
      changes: this.#told,
      resumed: this.#resumed,
      servedBy: this.#origin ? new URL(this.#origin).host : word("none"),
    };
    if (this.#tally) {
      rows.gets = this.#tally.sectionGets;
      rows.saved = Math.max(0, this.#tally.changes - this.#first.changes - this.#told);
    }
    this.#list.replaceChildren(
      ...Object.entries(rows).flatMap(([name, value]) => {
        const term = document.createElement("dt");
        const figure = document.createElement("dd");
        term.textContent = word(name);
        figure.textContent = value;
        figure.dataset.figure = name;
        return [term, figure];
      }),
    );
  }
}
