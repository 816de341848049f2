import { word } from "./words.js";

const NEXT = { AVAILABLE: "RESERVED", RESERVED: "OCCUPIED", OCCUPIED: "BLOCKED", BLOCKED: "AVAILABLE" };
const ARROWS = { ArrowLeft: [-20, 0], ArrowRight: [20, 0], ArrowUp: [0, -20], ArrowDown: [0, 20] };
const CLICK_PX = 5;

/** What a person does to the tables of one section, by mouse, finger or keyboard. */
export class Hands {
  #svg;
  #api;
  #section;
  #redraw;
  #complain;
  #drag;

  /**
   * @param section the watched section
   * @param redraw shows the tables as they are, wherever they were dragged to
   * @param complain is told what didn't work
   */
  constructor(svg, api, section, { redraw, complain }) {
    this.#svg = svg;
    this.#api = api;
    this.#section = section;
    this.#redraw = redraw;
    this.#complain = complain;
    svg.addEventListener("pointerdown", (event) => this.#take(event));
    svg.addEventListener("pointermove", (event) => this.#move(event));
    svg.addEventListener("pointerup", (event) => this.#drop(event));
    svg.addEventListener("pointercancel", (event) => this.#cancel(event));
    svg.addEventListener("keydown", (event) => this.#press(event));
  }

  addTable() {
    const { section, tables } = this.#section.state;
    const number = Math.max(0, ...[...tables.values()].map((table) => table.number ?? 0)) + 1;
    this.#do(
      this.#api.addTable({
        sectionId: section.id,
        number,
        capacity: 4,
        posX: 560,
        posY: 718,
        width: 110,
        height: 64,
        status: "AVAILABLE",
        isAvailable: true,
      }),
    );
  }

  #take(event) {
    // Another finger waits until the first one has let go.
    if (this.#drag) {
      return;
    }
    const node = event.target.closest(".table");
    const table = node && this.#section.state.tables.get(node.dataset.id);
    if (table && event.button === 0) {
      this.#svg.setPointerCapture(event.pointerId);
      this.#drag = {
        pointerId: event.pointerId,
        node,
        table,
        from: this.#point(event),
        start: [event.clientX, event.clientY],
        isMoved: false,
      };
    }
  }

  #move(event) {
    const drag = this.#dragOf(event);
    if (!drag) {
      return;
    }
    drag.isMoved ||= Math.hypot(event.clientX - drag.start[0], event.clientY - drag.start[1]) > CLICK_PX;
    if (drag.isMoved) {
      const { x, y } = this.#place(event);
      drag.node.setAttribute("data-dragged", "");
      drag.node.style.transform = `translate(${x}px, ${y}px)`;
    }
  }

  #drop(event) {
    const drag = this.#dragOf(event);
    if (!drag) {
      return;
    }
    const { x, y } = this.#place(event);
    const target = document.elementFromPoint(event.clientX, event.clientY)?.closest(".plan");
    this.#letGo();
    drag.node.focus();
    if (!drag.isMoved) {
      this.#nextStatus(drag.table);
    } else if (target && target !== this.#svg) {
      this.#do(this.#api.changeTable(drag.table.id, { sectionId: target.dataset.section, ...at(this.#point(event, target)) }));
    } else {
      this.#do(this.#api.changeTable(drag.table.id, at({ x, y })));
    }
  }

  #cancel(event) {
    if (this.#dragOf(event)) {
      this.#letGo();
      this.#redraw();
    }
  }

  /** What this finger or mouse drags. */
  #dragOf({ pointerId }) {
    return this.#drag?.pointerId === pointerId ? this.#drag : undefined;
  }

  #letGo() {
    this.#drag.node.removeAttribute("data-dragged");
    this.#drag = undefined;
  }

  #press(event) {
    const table = this.#section.state.tables.get(event.target.closest(".table")?.dataset.id);
    if (!table || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key === "Enter" || event.key === " ") {
      this.#nextStatus(table);
    } else if (ARROWS[event.key]) {
      const [dx, dy] = ARROWS[event.key];
      this.#do(this.#api.changeTable(table.id, at({ x: table.posX + dx, y: table.posY + dy })));
    } else if (event.key === "Delete") {
      this.#do(this.#api.removeTable(table.id));
    } else if (event.key.toLowerCase() === "h") {
      this.#do(this.#api.hold(table.id, !this.#section.state.holds.has(table.id)));
    } else {
      return;
    }
    event.preventDefault();
  }

  #nextStatus({ id, status }) {
    const next = NEXT[status] ?? "AVAILABLE";
    this.#do(this.#api.changeTable(id, { status: next, isAvailable: next === "AVAILABLE" }));
  }

  #do(change) {
    change.catch((failure) => {
      this.#redraw();
      this.#complain(word("refused") + failure.message);
    });
  }

  #place(event) {
    const { from, table } = this.#drag;
    const to = this.#point(event);
    return { x: table.posX + to.x - from.x, y: table.posY + to.y - from.y };
  }

  #point(event, svg = this.#svg) {
    return new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  }
}

function at({ x, y }) {
  return { posX: Math.max(0, Math.round(x)), posY: Math.max(0, Math.round(y)) };
}
