import { word } from "./words.js";

const INTERVAL_MS = 1000;

/**
 * The nodes of a demo in a strip: how many viewers each has, which sections, and which of them serves this page. Without a
 * source there is nothing to show, and nowhere else to go.
 *
 * The source comes in the address, so anybody may have made it up; the page's Content-Security-Policy lets it be asked, and
 * the nodes it names, only if the server said so.
 */
export class Nodes {
  #list;
  #source;
  #nodes = [];
  #serving;

  constructor(list, source) {
    this.#list = list;
    this.#source = source;
    if (source) {
      list.hidden = false;
      this.#repeat();
    }
  }

  /** Which node this page's line is to; undefined if it is down. */
  servedBy(origin) {
    this.#serving = origin;
    this.#draw();
  }

  /** Where to try next, after a line to this origin has ended or an attempt there has failed. */
  async next(origin, attempt) {
    if (!this.#source) {
      return origin;
    }
    await this.#refresh();
    const up = this.#nodes.filter(({ state }) => state === "up").map(({ address }) => address);
    if (up.length === 0 || (attempt === 0 && up.includes(origin))) {
      return origin;
    }
    return up[(up.indexOf(origin) + 1) % up.length];
  }

  async #repeat() {
    await this.#refresh();
    setTimeout(() => this.#repeat(), INTERVAL_MS);
  }

  /** What can't be had stays as it was. */
  async #refresh() {
    try {
      this.#nodes = await (await fetch(this.#source)).json();
      this.#draw();
    } catch {
      return;
    }
  }

  #draw() {
    this.#list.replaceChildren(
      ...this.#nodes.map((node) => {
        const item = document.createElement("li");
        item.className = "node";
        item.dataset.state = node.state;
        item.dataset.address = node.address;
        if (node.address === this.#serving) {
          item.setAttribute("aria-current", "true");
        }
        item.textContent = describe(node, node.address === this.#serving);
        return item;
      }),
    );
  }
}

function describe({ name, address, state, pid, viewers, sections }, isServing) {
  const facts = [`${name} (${new URL(address).host}, pid ${pid})`];
  if (state !== "up") {
    facts.push(word(state));
  }
  if (Number.isInteger(viewers)) {
    facts.push(word("viewers", viewers));
  }
  if (sections.length > 0) {
    facts.push(word("has", sections.join(", ")));
  }
  if (isServing) {
    facts.push(word("servesThisPage"));
  }
  return facts.join(" · ");
}
