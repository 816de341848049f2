import { drawTable, newTable } from "./table-shape.js";
import { element, set } from "./svg.js";
import { word } from "./words.js";

/** A section drawn into an SVG element; what stays the same isn't drawn again. */
export class FloorPlan {
  #svg;
  #floor = element("rect", { class: "floor", x: 1, y: 1, rx: 12 });
  #objects = new Map();
  #tables = new Map();
  #isEditable;

  constructor(svg, isEditable) {
    this.#svg = svg;
    this.#isEditable = isEditable;
    svg.append(this.#floor);
  }

  /** @param remainingMs how long the table with that id is still held, if it is */
  draw({ section, tables, objects, holds }, remainingMs) {
    const { width = 1200, height = 800, name = "" } = section;
    set(this.#svg, { viewBox: `0 0 ${width} ${height}`, "aria-label": word("floorPlan", name) });
    set(this.#floor, { width: width - 2, height: height - 2 });
    this.#update(this.#objects, objects, newObject, drawObject);
    this.#update(
      this.#tables,
      tables,
      (id) => newTable(id, this.#isEditable),
      (node, table) => drawTable(node, table, holds.get(table.id), remainingMs(table.id)),
    );
  }

  #update(nodes, entities, create, draw) {
    for (const [id, node] of nodes) {
      if (!entities.has(id)) {
        node.remove();
        nodes.delete(id);
      }
    }
    for (const [id, entity] of entities) {
      if (!nodes.has(id)) {
        nodes.set(id, create(id));
        this.#svg.append(nodes.get(id));
      }
      draw(nodes.get(id), entity);
    }
  }
}

function newObject() {
  return element("rect", { class: "object", rx: 6, "aria-hidden": true });
}

function drawObject(node, { posX, posY, width, height }) {
  set(node, { x: posX, y: posY, width, height });
}
