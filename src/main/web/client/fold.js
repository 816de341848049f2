const TOMBSTONES = 10_000;

export function createFold() {
  let section = null;
  let kinds = nothing();
  const holds = new Map();
  const unnamedLinks = new Map();
  const gone = new Map();
  let state;

  return {
    get state() {
      return (state ??= {
        section,
        tables: new Map(kinds.table),
        objects: new Map(kinds.object),
        holds: new Map([...holds].map(([id, { hold }]) => [id, hold])),
      });
    },

    apply,

    expire(nowMs) {
      const over = [...holds.values()].filter(({ endMs }) => endMs <= nowMs);
      return over.map(({ hold }) => apply({ event: "table.hold_expired", payload: hold }));
    },

    get nextExpiryMs() {
      return Math.min(...[...holds.values()].map(({ endMs }) => endMs));
    },

    remainingMs(tableId, nowMs) {
      const held = holds.get(tableId);
      return held && held.endMs - nowMs;
    },
  };

  function apply({ event, payload, expiresInMs }, nowMs = Date.now(), dateMs = nowMs) {
    const [kind, action] = event.split(".");
    const endMs = nowMs + (expiresInMs ?? Date.parse(payload?.expiresAt) - dateMs);
    const change = payload && changed(kind, action, payload, endMs || Infinity);
    if (change) {
      state = undefined;
      return { event, kind, action, ...change };
    }
  }

  function changed(kind, action, payload, endMs) {
    if (kind === "section") {
      return action === "snapshot" ? begin(payload) : rename(payload);
    }
    if (kind === "table" && /^(selecting|released|hold_expired)$/.test(action)) {
      return setHold(action, payload, endMs);
    }
    if (kinds[kind] && payload.id !== undefined) {
      return set(kind, action, payload);
    }
  }

  function begin({ tables, objects, ...entity }) {
    const before = kinds;
    section = entity;
    kinds = nothing();
    holds.clear();
    unnamedLinks.clear();
    for (const [kind, entities] of [["table", tables], ["object", objects]]) {
      for (const entity of entities ?? []) {
        // The answer may be older than what was told.
        const known = before[kind].get(entity.id);
        set(kind, "snapshot", isOlder(entity, known) ? known : entity);
      }
    }
    for (const { id } of objects ?? []) {
      unnamedLinks.set(id, (unnamedLinks.get(id) ?? 0) + 1);
    }
    return { entity };
  }

  function rename({ tables, objects, ...entity }) {
    const previous = section;
    if (entity.id === previous?.id && !isOlder(entity, previous)) {
      section = { ...previous, ...entity };
      return { id: entity.id, entity: section, previous };
    }
  }

  function setHold(action, hold, endMs) {
    const id = hold.tableId;
    const previous = holds.get(id)?.hold;
    const isHeld = action === "selecting";
    if (isHeld) {
      holds.set(id, { hold, endMs });
    }
    if (isHeld || holds.delete(id)) {
      return { id, entity: hold, previous };
    }
  }

  function set(kind, action, entity) {
    const { id } = entity;
    const previous = kinds[kind].get(id);
    const key = `${kind} ${id}`;
    // Without a version nothing is older.
    if (isOlder(entity, previous) || version(entity) <= gone.get(key)) {
      return undefined;
    }
    if (action === "deleted") {
      kinds[kind].delete(id);
      gone.set(key, version(entity));
      if (gone.size > TOMBSTONES) {
        gone.delete(gone.keys().next().value);
      }
      if (kind === "table") {
        holds.delete(id);
      }
      if (kind === "section-object") {
        unlink((previous ?? entity).objectId);
      }
    } else {
      kinds[kind].set(id, entity);
      gone.delete(key);
    }
    return { id, entity, previous };
  }

  function unlink(id) {
    const unnamed = (unnamedLinks.get(id) || 1) - 1;
    unnamedLinks.set(id, unnamed);
    if (!unnamed && ![...kinds["section-object"].values()].some(({ objectId }) => objectId === id)) {
      kinds.object.delete(id);
    }
  }
}

function nothing() {
  return { __proto__: null, table: new Map(), object: new Map(), "section-object": new Map() };
}

function version(entity) {
  return Date.parse(entity?.updatedAt);
}

function isOlder(entity, other) {
  return version(entity) < version(other);
}
