import { watchSection } from "./client/index.js";
import { FloorPlan } from "./floor-plan.js";
import { Hands } from "./hands.js";
import { CuttableSocket } from "./line.js";
import { element } from "./svg.js";
import { word } from "./words.js";

const REDRAW_MS = 250;
/** A person who cut the line doesn't want to wait for long after mending it. */
const MAX_BACKOFF_MS = 3_000;

/** One section on the page. */
export class Room {
  section;
  #plan;
  #heading = document.createElement("h2");
  #add;

  /** @param url where the section is watched, asked before each attempt */
  constructor(place, { url, sectionId, getToken, api }, tell) {
    const root = document.createElement("section");
    const svg = element("svg", { class: "plan", role: "group", "data-section": sectionId });
    this.section = watchSection({
      url,
      sectionId,
      getToken,
      maxBackoffMs: MAX_BACKOFF_MS,
      WebSocket: CuttableSocket,
    });
    this.#plan = new FloorPlan(svg, api !== undefined);
    root.className = "room";
    root.append(this.#heading, svg);
    if (api) {
      const hands = new Hands(svg, api, this.section, { redraw: () => this.draw(), complain: tell.complain });
      this.#add = document.createElement("button");
      this.#add.type = "button";
      this.#add.className = "add";
      this.#add.addEventListener("click", () => hands.addTable());
      root.append(this.#add);
    }
    place.append(root);
    this.section.on("change", (change) => {
      this.draw();
      if (change.event === "section.snapshot") {
        tell.begun();
      } else {
        tell.changed(change, this.name);
      }
    });
    this.section.on("event", ({ event }) => event === "section.resumed" && tell.resumed());
    this.section.on("error", (problem) => tell.problem(problem, this.section.status));
    // Holds run down by themselves.
    const redrawing = setInterval(() => this.section.state.holds.size > 0 && this.draw(), REDRAW_MS);
    this.section.on("status", (status) => {
      if (status === "closed") {
        clearInterval(redrawing);
      }
      tell.status(status);
    });
  }

  get name() {
    return this.section.state.section?.name ?? "";
  }

  draw() {
    this.#heading.textContent = this.name;
    if (this.#add) {
      this.#add.textContent = word("addTable");
    }
    if (this.section.state.section) {
      this.#plan.draw(this.section.state, (tableId) => this.section.remainingMs(tableId));
    }
  }
}
