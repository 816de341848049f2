const SVG = "http://www.w3.org/2000/svg";

/** What a status looks like besides its colour, for those who can't tell colours apart. */
export const SIGNS = { AVAILABLE: "✓", RESERVED: "◷", OCCUPIED: "●", BLOCKED: "✕", HELD: "…" };

/** A section drawn into an SVG element; what stays the same isn't drawn again. */
export class FloorPlan {
  #svg;
  #floor = element("rect", { class: "floor", x: 1, y: 1, rx: 8 });
  #objects = new Map();
  #tables = new Map();

  constructor(svg) {
    this.#svg = svg;
    svg.append(this.#floor);
  }

  draw(state, now = Date.now()) {
    const { width = 1200, height = 800, name = "" } = state.section;
    set(this.#svg, { viewBox: `0 0 ${width} ${height}`, "aria-label": `Floor plan of ${name}` });
    set(this.#floor, { width: width - 2, height: height - 2 });
    this.#update(this.#objects, state.objects, newObject, drawObject);
    this.#update(this.#tables, state.tables, newTable, (node, table) => {
      drawTable(node, table, state.isHeld(table.id, now));
    });
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

function newTable(id) {
  const group = element("g", { "data-id": id, role: "img" });
  group.append(
    element("title"),
    element("rect", { rx: 10 }),
    element("text", { class: "number" }),
    element("text", { class: "capacity" }),
  );
  return group;
}

function drawTable(group, table, held) {
  const { posX, posY, width, height, number, capacity, status } = table;
  const [title, rect, numberText, capacityText] = group.children;
  const label = `Table ${number}, ${capacity} seats, ${status}${held ? ", being booked" : ""}`;
  set(group, {
    class: held ? "table held" : "table",
    transform: `translate(${posX} ${posY})`,
    "data-status": status,
    "aria-label": label,
  });
  set(rect, { width, height });
  set(numberText, { x: width / 2, y: height / 2 - 6 });
  set(capacityText, { x: width / 2, y: height / 2 + 22 });
  write(title, label);
  write(numberText, `${SIGNS[status] ?? "?"} ${number}${held ? ` ${SIGNS.HELD}` : ""}`);
  write(capacityText, `${capacity} seats`);
}

function element(name, attributes = {}) {
  const node = document.createElementNS(SVG, name);
  set(node, attributes);
  return node;
}

function set(node, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (node.getAttribute(key) !== String(value)) {
      node.setAttribute(key, value);
    }
  }
}

function write(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}
