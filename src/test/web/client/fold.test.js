import assert from "node:assert/strict";
import { test } from "node:test";
import { createFold } from "../../../main/web/client/index.js";

const at = (second) => `2026-11-24T12:00:${String(second).padStart(2, "0")}.000Z`;
const table = (id, second, status = "AVAILABLE") => ({ id, sectionId: "s", status, updatedAt: at(second) });
const object = (id, second) => ({ id, updatedAt: at(second) });
const link = (id, objectId, second) => ({ id, objectId, sectionId: "s", updatedAt: at(second) });

function folded(...frames) {
  const fold = createFold();
  frames.forEach(([event, payload]) => fold.apply({ event, payload }));
  return fold;
}

const snapshot = (tables, objects) => ["section.snapshot", { id: "s", name: "Terraza", updatedAt: at(0), tables, objects }];
const statusOf = (fold, id) => fold.state.tables.get(id)?.status;

test("starts from the snapshot", () => {
  const { state } = folded(snapshot([table("t1", 1)], [object("o1", 1)]));

  assert.equal(state.section.name, "Terraza");
  assert.equal("tables" in state.section, false);
  assert.deepEqual([...state.tables.keys()], ["t1"]);
  assert.deepEqual([...state.objects.keys()], ["o1"]);
});

test("takes a snapshot without tables and objects", () => {
  assert.equal(folded(["section.snapshot", { id: "s" }]).state.tables.size, 0);
});

test("upserts on everything but deleted", () => {
  const fold = folded(snapshot([table("t1", 1)]));

  fold.apply({ event: "table.status_changed", payload: table("t1", 2, "OCCUPIED") });
  fold.apply({ event: "table.created", payload: table("t2", 2, "BLOCKED") });

  assert.equal(statusOf(fold, "t1"), "OCCUPIED");
  assert.equal(statusOf(fold, "t2"), "BLOCKED");
});

test("removes what is deleted, with its hold", () => {
  const fold = folded(snapshot([table("t1", 1)]), ["table.selecting", { tableId: "t1" }]);

  const change = fold.apply({ event: "table.deleted", payload: table("t1", 1) });

  assert.equal(fold.state.tables.size, 0);
  assert.equal(fold.state.holds.size, 0);
  assert.equal(change.previous.id, "t1");
});

test("never shows an older version after a newer one", () => {
  const fold = folded(snapshot([table("t1", 5, "OCCUPIED")]));

  assert.equal(fold.apply({ event: "table.updated", payload: table("t1", 4, "BLOCKED") }), undefined);
  assert.equal(statusOf(fold, "t1"), "OCCUPIED");
});

test("takes the same version again, since it may say something else", () => {
  const fold = folded(snapshot([table("t1", 5, "OCCUPIED")]));

  fold.apply({ event: "table.updated", payload: table("t1", 5, "BLOCKED") });

  assert.equal(statusOf(fold, "t1"), "BLOCKED");
});

test("takes what has no version as it comes", () => {
  const fold = folded(snapshot([{ id: "t1", status: "A" }]), ["table.updated", { id: "t1", status: "B" }]);

  assert.equal(statusOf(fold, "t1"), "B");
});

test("lets nothing that isn't newer bring back what is deleted", () => {
  const fold = folded(snapshot([table("t1", 5)]), ["table.deleted", table("t1", 5)]);

  fold.apply({ event: "table.updated", payload: table("t1", 5) });
  assert.equal(fold.state.tables.size, 0);

  fold.apply({ event: "table.updated", payload: table("t1", 6) });
  assert.equal(fold.state.tables.size, 1);
});

test("lets a table that moved away come back", () => {
  const fold = folded(snapshot([table("t1", 1)]), ["table.deleted", { ...table("t1", 2), sectionId: "other" }]);
  assert.equal(fold.state.tables.size, 0);

  fold.apply({ event: "table.updated", payload: table("t1", 3) });

  assert.equal(fold.state.tables.size, 1);
});

test("keeps what it knows better than a snapshot that lags", () => {
  const fold = folded(
    snapshot([table("t1", 1), table("t2", 1), table("t3", 1)]),
    ["table.updated", table("t1", 5, "OCCUPIED")],
    ["table.deleted", table("t2", 1)],
    snapshot([table("t1", 4), table("t2", 1)]),
  );

  assert.equal(statusOf(fold, "t1"), "OCCUPIED");
  assert.deepEqual([...fold.state.tables.keys()], ["t1"]);
});

test("shows an object as long as something links it", () => {
  const fold = folded(snapshot([], [object("o1", 1)]), ["section-object.created", link("l2", "o2", 2)], [
    "object.created",
    object("o2", 2),
  ]);
  assert.deepEqual([...fold.state.objects.keys()], ["o1", "o2"]);

  fold.apply({ event: "section-object.deleted", payload: link("l1", "o1", 1) });
  fold.apply({ event: "section-object.deleted", payload: link("l2", "o2", 2) });

  assert.equal(fold.state.objects.size, 0);
});

test("keeps an object that is linked twice until both links are gone", () => {
  const fold = folded(snapshot([], [object("o1", 1), object("o1", 1)]));

  fold.apply({ event: "section-object.deleted", payload: link("l1", "o1", 1) });
  fold.apply({ event: "section-object.deleted", payload: link("l1", "o1", 1) });
  assert.equal(fold.state.objects.size, 1);

  fold.apply({ event: "section-object.deleted", payload: link("l2", "o1", 1) });
  assert.equal(fold.state.objects.size, 0);
});

test("drops an object whose link came both in the snapshot and as an event", () => {
  const fold = folded(snapshot([], [object("o1", 1)]), ["section-object.created", link("l1", "o1", 1)]);

  fold.apply({ event: "section-object.deleted", payload: link("l1", "o1", 1) });

  assert.equal(fold.state.objects.size, 0);
});

test("shows an object again when it is linked again", () => {
  const fold = folded(snapshot([], [object("o1", 3)]), ["section-object.deleted", link("l1", "o1", 1)]);

  fold.apply({ event: "section-object.created", payload: link("l2", "o1", 4) });
  fold.apply({ event: "object.updated", payload: object("o1", 3) });

  assert.equal(fold.state.objects.size, 1);
});

test("holds a table until it is released", () => {
  const fold = folded(snapshot([table("t1", 1)]), ["table.selecting", { tableId: "t1", expiresAt: at(30) }]);
  assert.equal(fold.state.holds.get("t1").expiresAt, at(30));
  assert.equal(statusOf(fold, "t1"), "AVAILABLE");

  fold.apply({ event: "table.released", payload: { tableId: "t1" } });

  assert.equal(fold.state.holds.size, 0);
});

test("drops a hold when it is over", () => {
  const fold = folded(["table.selecting", { tableId: "t1", expiresAt: at(30) }]);
  assert.equal(fold.nextExpiryMs, Date.parse(at(30)));
  assert.deepEqual(fold.expire(Date.parse(at(29))), []);

  const [change] = fold.expire(Date.parse(at(30)));

  assert.equal(change.event, "table.hold_expired");
  assert.equal(change.id, "t1");
  assert.equal(fold.state.holds.size, 0);
  assert.equal(fold.nextExpiryMs, Infinity);
});

test("goes by what is left of a hold, by any clock, and else by when it ends", () => {
  const fold = createFold();
  fold.apply({ event: "table.selecting", payload: { tableId: "t1", expiresAt: at(30) }, expiresInMs: 5_000 }, 1_000);
  fold.apply({ event: "table.selecting", payload: { tableId: "t2", expiresAt: at(30) } }, 1_000, Date.parse(at(28)));
  fold.apply({ event: "table.selecting", payload: { tableId: "t3" } }, 1_000);

  assert.deepEqual(["t1", "t2", "t3", "t4"].map((id) => fold.remainingMs(id, 2_000)), [4_000, 1_000, Infinity, undefined]);
  assert.equal(fold.nextExpiryMs, 3_000);
  assert.deepEqual(fold.expire(6_000).map(({ id }) => id), ["t1", "t2"]);
  assert.deepEqual([...fold.state.holds.keys()], ["t3"]);
});

test("forgets holds with a new snapshot, which the service repeats after it", () => {
  assert.equal(folded(["table.selecting", { tableId: "t1" }], snapshot([])).state.holds.size, 0);
});

test("takes changes of the section itself, and no older or foreign ones", () => {
  const fold = folded(snapshot([table("t1", 1)]), ["section.updated", { id: "s", name: "Patio", updatedAt: at(2) }]);
  fold.apply({ event: "section.updated", payload: { id: "s", name: "old", updatedAt: at(1) } });
  fold.apply({ event: "section.updated", payload: { id: "x", name: "foreign", updatedAt: at(9) } });

  assert.equal(fold.state.section.name, "Patio");
  assert.equal(fold.state.tables.size, 1);
});

test("ignores what it doesn't know", () => {
  const fold = folded(snapshot([]));
  for (const event of ["dish.updated", "system.pong", "constructor.created", "strange", "table.updated"]) {
    assert.equal(fold.apply({ event, payload: {} }), undefined, event);
  }
  assert.equal(fold.apply({ event: "table.updated" }), undefined);
});

test("gives another state after each change and leaves the last one as it was", () => {
  const fold = folded(snapshot([table("t1", 1)]));
  const before = fold.state;
  assert.equal(fold.state, before);

  fold.apply({ event: "table.deleted", payload: table("t1", 1) });

  assert.notEqual(fold.state, before);
  assert.equal(before.tables.size, 1);
});
