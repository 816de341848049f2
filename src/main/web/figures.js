import { word } from "./words.js";

const MINUTE_MS = 60_000;
/** Those aren't changes of an entity, and the main API doesn't count them as such. */
const HOLDS = ["table.selecting", "table.released", "table.hold_expired"];

/** What the page measures, and what the main API tells of itself. */
export class Figures {
  #list;
  #latencies = [];
  #told = 0;
  #resumed = 0;
  #origin;
  #watched = [];
  /** How much the main API had changed that this page isn't told of; unknown until all is live. */
  #before;
  #tally;

  constructor(list) {
    this.#list = list;
  }

  /** From now on the page watches these sections. */
  watches(sectionIds) {
    this.#watched = sectionIds;
    this.#before = this.#tally = undefined;
  }

  /** A section came whole: nothing that made it what it is will be told. */
  begun() {
    this.#before = undefined;
  }

  /** A change was told: how long ago it was made. */
  changed({ event, entity }, nowMs = Date.now()) {
    if (HOLDS.includes(event)) {
      return;
    }
    this.#told++;
    const madeMs = Date.parse(entity.updatedAt);
    if (madeMs > nowMs - MINUTE_MS) {
      this.#latencies.push({ nowMs, ms: Math.max(0, nowMs - madeMs) });
    }
  }

  resumed() {
    this.#resumed++;
  }

  /** Undefined unless all is live. */
  servedBy(origin) {
    this.#origin = origin;
  }

  /** What the main API has counted. */
  tallied(tally) {
    if (this.#origin) {
      this.#before ??= tally.changes - this.#told;
    }
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
      rows.saved = this.#saved() ?? word("none");
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

  /** How many changes came to this page merged with later ones; can be told only while it hears of all there are. */
  #saved() {
    const { changes, sections = [] } = this.#tally;
    const hearsAll = this.#origin && sections.length > 0 && sections.every((id) => this.#watched.includes(id));
    return hearsAll && this.#before !== undefined ? Math.max(0, changes - this.#before - this.#told) : undefined;
  }
}
