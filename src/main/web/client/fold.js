/** Deletions remembered. */
const TOMBSTONES = 10_000;

const HOLDS = ["selecting", "released", "hold_expired"];

export class SectionFold {
  #section = null;
  #kinds = { table: new Map(), object: new Map() };
  #holds = new Map();
  /** Of links in a snapshot only the number is known. */
  #links = new Map();
  #unnamedLinks = new Map();
  #gone = new Map();
  #state;

  get state() {
    return (this.#state ??= {
      section: this.#section,
      tables: new Map(this.#kinds.table),
      objects: new Map(this.#kinds.object),
      holds: new Map([...this.#holds].map(([id, { hold }]) => [id, hold])),
    });
  }

  apply({ event, payload, expiresInMs }, nowMs = Date.now(), dateMs = nowMs) {
    const dot = event.indexOf(".");
    const kind = event.slice(0, dot);
    const action = event.slice(dot + 1);
    const endMs = nowMs + (expiresInMs ?? Date.parse(payload?.expiresAt) - dateMs);
    const change = payload && this.#change(kind, action, payload, endMs || Infinity);
    if (!change) {
      return undefined;
    }
    this.#state = undefined;
    return { event, kind, action, ...change };
  }

  expire(nowMs) {
    const over = [...this.#holds.values()].filter(({ endMs }) => endMs <= nowMs);
    return over.map(({ hold }) => this.apply({ event: "table.hold_expired", payload: hold }));
  }

  get nextExpiryMs() {
    return Math.min(...[...this.#holds.values()].map(({ endMs }) => endMs));
  }

  remainingMs(tableId, nowMs) {
    const held = this.#holds.get(tableId);
    return held && held.endMs - nowMs;
  }

  #change(kind, action, payload, endMs) {
    if (kind === "section") {
      return action === "snapshot" ? this.#begin(payload) : this.#rename(payload);
    }
    if (kind === "table" && HOLDS.includes(action)) {
      return this.#hold(action, payload, endMs);
    }
    if (payload.id === undefined) {
      return undefined;
    }
    if (kind === "section-object") {
      return this.#link(action, payload);
    }
    const entities = Object.hasOwn(this.#kinds, kind) && this.#kinds[kind];
    return entities && this.#set(entities, kind, action, payload);
  }

  #begin({ tables, objects, ...section }) {
    const before = { ...this.#kinds };
    this.#section = section;
    this.#holds.clear();
    this.#links.clear();
    this.#unnamedLinks.clear();
    for (const [kind, entities] of [["table", tables], ["object", objects]]) {
      this.#kinds[kind] = new Map();
      for (const entity of entities ?? []) {
        // The answer may be older than what was told.
        const known = before[kind].get(entity.id);
        this.#set(this.#kinds[kind], kind, "snapshot", known && isOlder(entity, version(known)) ? known : entity);
        if (kind === "object") {
          this.#unnamedLinks.set(entity.id, (this.#unnamedLinks.get(entity.id) ?? 0) + 1);
        }
      }
    }
    return { entity: section };
  }

  #rename({ tables, objects, ...section }) {
    if (section.id !== this.#section?.id || isOlder(section, version(this.#section))) {
      return undefined;
    }
    const previous = this.#section;
    this.#section = { ...previous, ...section };
    return { id: section.id, entity: this.#section, previous };
  }

  #hold(action, hold, endMs) {
    const previous = this.#holds.get(hold.tableId)?.hold;
    if (action === "selecting") {
      this.#holds.set(hold.tableId, { hold, endMs });
    } else if (!this.#holds.delete(hold.tableId)) {
      return undefined;
    }
    return { id: hold.tableId, entity: hold, previous };
  }

  #set(entities, kind, action, entity) {
    const previous = entities.get(entity.id);
    const key = `${kind} ${entity.id}`;
    // Without a version nothing is older.
    if (isOlder(entity, version(previous)) || version(entity) <= this.#gone.get(key)) {
      return undefined;
    }
    if (action === "deleted") {
      entities.delete(entity.id);
      this.#gone.set(key, version(entity));
      if (this.#gone.size > TOMBSTONES) {
        this.#gone.delete(this.#gone.keys().next().value);
      }
      if (kind === "table") {
        this.#holds.delete(entity.id);
      }
    } else {
      entities.set(entity.id, entity);
      this.#gone.delete(key);
    }
    return { id: entity.id, entity, previous };
  }

  /** An object is shown as long as something links it. */
  #link(action, link) {
    const change = this.#set(this.#links, "section-object", action, link);
    if (change && action === "deleted") {
      const { objectId } = change.previous ?? link;
      // This link may be one of those in the snapshot.
      const unnamed = Math.max(0, (this.#unnamedLinks.get(objectId) ?? 0) - 1);
      this.#unnamedLinks.set(objectId, unnamed);
      if (unnamed === 0 && ![...this.#links.values()].some((other) => other.objectId === objectId)) {
        this.#kinds.object.delete(objectId);
      }
    }
    return change;
  }
}

function version(entity) {
  return Date.parse(entity?.updatedAt);
}

function isOlder(entity, thanMs) {
  return version(entity) < thanMs;
}
