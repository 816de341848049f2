/** A section as its snapshot and the events after it make it. */
export class SectionState {
  section = null;
  tables = new Map();
  objects = new Map();
  holds = new Map();

  /** Takes a message of the server into account: upserts on everything but `deleted`. */
  apply({ event, payload }) {
    if (event === "section.snapshot") {
      this.#begin(payload);
      return;
    }
    const [kind, action] = event.split(".");
    if (kind === "table" && action === "selecting") {
      this.holds.set(payload.tableId, payload);
    } else if (kind === "table" && action === "released") {
      this.holds.delete(payload.tableId);
    } else if (kind === "table") {
      change(this.tables, action, payload);
    } else if (kind === "object") {
      change(this.objects, action, payload);
    } else if (kind === "section" && payload.id === this.section?.id) {
      this.section = { ...this.section, ...payload };
    }
  }

  #begin({ tables, objects, ...section }) {
    this.section = section;
    this.tables = byId(tables);
    this.objects = byId(objects);
    this.holds = new Map();
  }

  /** Whether someone holds the table right now. */
  isHeld(tableId, now = Date.now()) {
    const hold = this.holds.get(tableId);
    return hold !== undefined && !(Date.parse(hold.expiresAt) <= now);
  }
}

function byId(entities) {
  return new Map((entities ?? []).map((entity) => [entity.id, entity]));
}

function change(entities, action, payload) {
  if (action === "deleted") {
    entities.delete(payload.id);
  } else {
    entities.set(payload.id, payload);
  }
}
