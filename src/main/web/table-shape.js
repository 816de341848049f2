import { element, set, write } from "./svg.js";
import { word } from "./words.js";

/** What a status looks like besides its colour, for those who can't tell colours apart. */
export const SIGNS = { AVAILABLE: "✓", RESERVED: "◷", OCCUPIED: "●", BLOCKED: "✕", HELD: "…" };
const CHAIR = { width: 22, depth: 12, gap: 3 };
const DEFAULTS = { posX: 0, posY: 0, width: 90, height: 90, capacity: 4 };

export function newTable(id, isEditable) {
  const group = element("g", { "data-id": id, role: isEditable ? "button" : "img" });
  if (isEditable) {
    group.setAttribute("tabindex", 0);
  }
  group.append(
    element("title"),
    element("g", { class: "chairs" }),
    element("rect", { class: "top", rx: 12 }),
    element("rect", { class: "ring", rx: 20, pathLength: 1 }),
    element("text", { class: "number" }),
    element("text", { class: "capacity" }),
  );
  return group;
}

export function drawTable(group, table, hold, leftMs) {
  const { posX, posY, width, height, number, capacity, status } = { ...DEFAULTS, ...table };
  const [title, chairs, top, ring, numberText, capacityText] = group.children;
  const held = remaining(group, hold, leftMs);
  // Without the seconds left: a screen reader would say it anew with each.
  const label = [word("table", number), word("seats", capacity), word(status), ...(held ? [word("HELD")] : [])];
  set(group, { class: held ? "table held" : "table", "data-status": status, "aria-label": label.join(", ") });
  if (!group.hasAttribute("data-dragged")) {
    group.style.transform = `translate(${posX}px, ${posY}px)`;
  }
  drawChairs(chairs, capacity, width, height);
  set(top, { width, height });
  const reach = CHAIR.depth + CHAIR.gap + 8;
  set(ring, { x: -reach, y: -reach, width: width + 2 * reach, height: height + 2 * reach });
  ring.style.strokeDashoffset = held ? 1 - held.share : 1;
  set(numberText, { x: width / 2, y: height / 2 - 4 });
  set(capacityText, { x: width / 2, y: height / 2 + 22 });
  write(title, label.join(", "));
  write(numberText, `${SIGNS[status] ?? "?"} ${number}${held ? ` ${SIGNS.HELD}` : ""}`);
  write(capacityText, held?.seconds === undefined ? word("seats", capacity) : `0:${String(held.seconds).padStart(2, "0")}`);
}

/** How much of a hold is left, of what was left when it was seen first. */
function remaining(group, hold, leftMs) {
  if (!hold) {
    delete group.dataset.heldMs;
    return undefined;
  }
  if (leftMs === Infinity) {
    return { share: 1 };
  }
  if (group.dataset.hold !== hold.expiresAt) {
    Object.assign(group.dataset, { hold: hold.expiresAt, heldMs: Math.max(leftMs, 1) });
  }
  group.dataset.heldMs ??= Math.max(leftMs, 1);
  return { share: Math.max(0, leftMs / group.dataset.heldMs), seconds: Math.max(0, Math.ceil(leftMs / 1000)) };
}

/** Half of them above and half below; with many, one at each end. */
function drawChairs(group, capacity, width, height) {
  const key = `${capacity} ${width} ${height}`;
  if (group.dataset.key === key) {
    return;
  }
  group.dataset.key = key;
  const ends = capacity >= 8 ? 2 : 0;
  const above = Math.ceil((capacity - ends) / 2);
  const places = [
    ...row(above, width).map((x) => [x, -CHAIR.depth - CHAIR.gap]),
    ...row(capacity - ends - above, width).map((x) => [x, height + CHAIR.gap]),
  ].map(([x, y]) => ({ x, y, width: CHAIR.width, height: CHAIR.depth }));
  if (ends) {
    const y = (height - CHAIR.width) / 2;
    places.push(
      { x: -CHAIR.depth - CHAIR.gap, y, width: CHAIR.depth, height: CHAIR.width },
      { x: width + CHAIR.gap, y, width: CHAIR.depth, height: CHAIR.width },
    );
  }
  group.replaceChildren(...places.map((place) => element("rect", { class: "chair", rx: 5, ...place })));
}

function row(count, width) {
  return Array.from({ length: count }, (_, index) => ((index + 0.5) * width) / count - CHAIR.width / 2);
}
