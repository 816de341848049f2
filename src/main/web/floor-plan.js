const SVG = "http://www.w3.org/2000/svg";

/** What a status looks like besides its colour, for those who can't tell colours apart. */
export const SIGNS = { AVAILABLE: "✓", RESERVED: "◷", OCCUPIED: "●", BLOCKED: "✕" };

/** Draws a section into an SVG element. */
export function drawFloorPlan(svg, state, now = Date.now()) {
  const { width = 1200, height = 800, name = "" } = state.section;
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("aria-label", `Floor plan of ${name}`);
  svg.replaceChildren(
    element("rect", { class: "floor", x: 1, y: 1, width: width - 2, height: height - 2, rx: 8 }),
    ...[...state.objects.values()].map(drawObject),
    ...[...state.tables.values()].map((table) => drawTable(table, state.isHeld(table.id, now))),
  );
}

function drawObject({ posX, posY, width, height }) {
  return element("rect", { class: "object", x: posX, y: posY, width, height, rx: 6 });
}

function drawTable(table, held) {
  const { posX, posY, width, height, number, capacity, status } = table;
  const group = element("g", {
    class: held ? "table held" : "table",
    transform: `translate(${posX} ${posY})`,
    "data-id": table.id,
    "data-status": status,
  });
  const title = element("title");
  title.textContent = `Table ${number}, ${capacity} seats, ${status}${held ? ", being booked" : ""}`;
  group.append(
    title,
    element("rect", { width, height, rx: 10 }),
    text(width / 2, height / 2 - 6, `${SIGNS[status] ?? "?"} ${number}`),
    text(width / 2, height / 2 + 22, `${capacity} seats`, "capacity"),
  );
  return group;
}

function text(x, y, content, className = "number") {
  const node = element("text", { x, y, class: className });
  node.textContent = content;
  return node;
}

function element(name, attributes = {}) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    node.setAttribute(key, value);
  }
  return node;
}
