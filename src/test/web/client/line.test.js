import assert from "node:assert/strict";
import { test } from "node:test";
import { watchSection } from "../../../main/web/client/index.js";
import { live, settle, watched, World } from "./fakes.js";

const FINAL = [1002, 1003, 1007, 1008, 1009, 4400, 4403, 4404, 4410, 4422, 4499];
const PASSING = [1000, 1001, 1005, 1006, 1011, 1012, 1013, 4399, 4500];

test("asks for cursors, with its token in the path", async () => {
  const { world } = await watched(watchSection, { sectionId: "a/b" });

  assert.equal(world.socket.address, "ws://service.test/base/ws/restaurant/a%2Fb/token-1?resume=true");
});

test("takes any of the four schemes, and addresses relative to the page", async () => {
  for (const [url, begin] of [
    ["https://x.test", "wss://x.test/ws/"],
    ["wss://x.test/", "wss://x.test/ws/"],
    ["ws://x.test", "ws://x.test/ws/"],
    ["/api?x#y", "ws://page.test/api/ws/"],
  ]) {
    const { world } = await watched(watchSection, { url });
    assert.ok(world.socket.address.startsWith(begin), world.socket.address);
  }
});

test("is live with the snapshot", async () => {
  const { section, world, told } = await watched(watchSection);
  assert.equal(section.status, "connecting");

  world.socket.begin({ id: "s", tables: [{ id: "t1" }] });

  assert.deepEqual(told, ["live"]);
  assert.equal(section.state.tables.size, 1);
});

test("resumes with the last cursor and keeps its state", async () => {
  const { section, world, told } = await live(watchSection);
  world.socket.tell("table.created", { id: "t1" }, "c1");
  world.socket.tell("session.authenticated", {});
  world.socket.end(1006);
  await world.pass(500);
  assert.equal(world.socket.address, "ws://service.test/base/ws/restaurant/s/token-1?cursor=c1");

  world.socket.onopen();
  world.socket.tell("section.resumed", { cursor: "c2" }, "c2");

  assert.deepEqual(told, ["live", "stale", "resuming", "live"]);
  assert.equal(section.state.tables.size, 1);
});

test("takes an error before it is open for its end, and once only", async () => {
  const { world } = await watched(watchSection);
  const { onerror } = world.socket;

  onerror();
  onerror();
  world.socket.end();
  await world.pass(500);

  assert.equal(world.requests.length, 1);
  assert.equal(world.sockets.length, 2);
});

test("doesn't end by an error on an open line, which a close follows", async () => {
  const { world, told } = await live(watchSection);

  world.socket.onerror();
  await world.pass(500);

  assert.deepEqual(told, ["live"]);
});

test("starts anew when a snapshot comes instead", async () => {
  const { section, world } = await live(watchSection);
  world.socket.tell("table.created", { id: "t1" }, "c1");
  world.socket.end();
  await world.pass(500);

  world.socket.begin({ id: "s" });

  assert.equal(section.state.tables.size, 0);
});

for (const code of FINAL) {
  test(`doesn't come back after ${code}`, async () => {
    const { section, world, told } = await live(watchSection);

    world.socket.end(code, "because");
    await world.pass(3_600_000);

    assert.equal(world.sockets.length, 1);
    assert.deepEqual(told, ["live", "stale", "closed"]);
    assert.deepEqual(section.reason, { code: String(code), message: "because" });
  });
}

for (const code of PASSING) {
  test(`comes back after ${code} with the same token`, async () => {
    const { world, tokens } = await live(watchSection);

    world.socket.end(code);
    await world.pass(500);

    assert.equal(world.sockets.length, 2);
    assert.deepEqual(tokens, ["token-1"]);
  });
}

test("comes back after 4401 with a new token", async () => {
  const { world } = await live(watchSection);

  world.socket.tell("error", { code: "TOKEN_EXPIRED" });
  world.socket.end(4401);
  await world.pass(500);

  assert.equal(world.socket.address, "ws://service.test/base/ws/restaurant/s/token-2?cursor=c0");
});

test("asks for a token again later when it can't be had", async () => {
  let calls = 0;
  const errors = [];
  const getToken = async () => {
    if (++calls === 1) {
      throw new Error("offline");
    }
    return "token";
  };
  const { section, world } = await watched(watchSection, { getToken });
  section.on("error", (error) => errors.push(error));
  assert.equal(world.sockets.length, 0);

  await world.pass(500);

  assert.equal(world.sockets.length, 1);
  assert.equal(section.status, "connecting");
});

test("tells the error that the service gave for closing", async () => {
  const { section, world } = await live(watchSection);
  const errors = [];
  section.on("error", ({ code }) => errors.push(code));

  world.socket.tell("error", { code: "ACCESS_DENIED", message: "You may not see this section." });
  world.socket.end(4403);

  assert.equal(section.reason.code, "ACCESS_DENIED");
  assert.deepEqual(errors, ["ACCESS_DENIED"]);
});

test("blames no error that was over before it was closed", async () => {
  const { section, world } = await live(watchSection);

  world.socket.tell("error", { code: "MESSAGE_INVALID" });
  world.socket.tell("table.updated", { id: "t1" }, "c1");
  world.socket.end(4410, "the section was deleted");

  assert.equal(section.reason.code, "4410");
});

test("waits as long as a service that stops says", async () => {
  const { world } = await live(watchSection);
  world.chance = 0;

  world.socket.tell("system.closing", { reconnectAfterMs: 4_120 });
  world.socket.end(1012);

  await world.pass(4_119);
  assert.equal(world.sockets.length, 1);
  await world.pass(1);
  assert.equal(world.sockets.length, 2);
});

test("waits at random, up to twice as long each time, and never longer than the bound", async () => {
  for (const chance of [0, 0.25, 0.999]) {
    const { world } = await live(watchSection, { firstBackoffMs: 500, maxBackoffMs: 15_000 });
    world.chance = chance;
    for (const boundMs of [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]) {
      world.socket.end();
      await settle();
      assert.equal(world.nextTimerMs, chance * boundMs);
      await world.pass(boundMs);
    }
  }
});

test("starts the backoff over after a success", async () => {
  const { world } = await live(watchSection);
  for (let round = 0; round < 5; round++) {
    world.socket.end();
    await world.pass(15_000);
  }

  world.socket.begin();
  world.socket.end(1013);

  assert.equal(world.nextTimerMs, 250);
});

test("asks whether anybody is there when nothing comes, and comes back when nobody answers", async () => {
  const { world, told } = await live(watchSection);
  await world.pass(24_999);
  assert.deepEqual(world.socket.sent, []);

  await world.pass(1);
  assert.deepEqual(world.socket.sent, [{ action: "ping" }]);
  world.socket.tell("system.pong", {});
  await world.pass(25_000);
  assert.equal(world.socket.sent.length, 2);
  await world.pass(10_000);

  assert.equal(world.sockets[0].isClosed, true);
  assert.deepEqual(told, ["live", "stale"]);
  await world.pass(500);
  assert.equal(world.sockets.length, 2);
});

test("gives up a handshake and a snapshot that don't come", async () => {
  const { world } = await watched(watchSection);
  await world.pass(15_000 + 250);
  assert.equal(world.sockets.length, 2);

  world.socket.onopen();
  await world.pass(59_999);
  assert.equal(world.sockets.length, 2);
  await world.pass(1 + 1_000);

  assert.equal(world.sockets.length, 3);
});

test("goes on with a fresh token before the old one expires", async () => {
  const { world, tokens, told } = await live(watchSection);

  world.socket.tell("session.expiring", { expiresAt: "2026-11-24T12:01:00Z" });
  await settle();
  world.socket.tell("session.authenticated", {});

  assert.deepEqual(world.socket.sent, [{ action: "authenticate", token: "token-2" }]);
  assert.deepEqual(tokens, ["token-1", "token-2"]);
  assert.deepEqual(told, ["live"]);
  world.socket.end();
  await world.pass(500);
  assert.ok(world.socket.address.includes("/token-2?"));
});

test("doesn't bring the same token again, but asks for another", async () => {
  const tokens = ["a", "a", "b"];
  const { world } = await live(watchSection, { getToken: () => tokens.shift() });

  world.socket.tell("session.expiring", {});
  await settle();
  assert.deepEqual(world.socket.sent, []);
  await world.pass(5_000);

  assert.deepEqual(world.socket.sent, [{ action: "authenticate", token: "b" }]);
});

test("asks for tokens that are too short-lived at an even pace", async () => {
  const { world } = await live(watchSection);

  for (let second = 0; second < 20; second++) {
    world.socket.tell("session.expiring", {});
    await world.pass(1_000);
  }

  assert.ok(world.socket.sent.length <= 5, `${world.socket.sent.length} tokens`);
});

test("brings another token when the fresh one is refused", async () => {
  const { world } = await live(watchSection);

  world.socket.tell("session.expiring", {});
  await settle();
  world.socket.tell("error", { code: "KEYS_UNAVAILABLE" });
  await world.pass(5_000);

  assert.deepEqual(
    world.socket.sent.map(({ token }) => token),
    ["token-2", "token-3"],
  );
});

test("drops holds when they are over", async () => {
  const { section, world } = await live(watchSection);
  const changes = [];
  section.on("change", ({ event }) => changes.push(event));
  world.socket.tell("table.selecting", { tableId: "t1", expiresAt: new Date(world.now + 8_000).toISOString() });
  world.socket.tell("table.selecting", { tableId: "t2", expiresAt: new Date(world.now + 3_000).toISOString() });

  await world.pass(3_000);
  assert.deepEqual([...section.state.holds.keys()], ["t1"]);
  await world.pass(5_000);

  assert.equal(section.state.holds.size, 0);
  assert.deepEqual(changes.slice(2), ["table.hold_expired", "table.hold_expired"]);
});

test("tells changes to whoever loops over them, until it is closed", async () => {
  const { section, world } = await live(watchSection);
  const events = [];
  const loop = (async () => {
    for await (const { event } of section) {
      events.push(event);
    }
  })();

  world.socket.tell("table.created", { id: "t1" });
  world.socket.tell("system.pong", {});
  world.socket.tell("table.deleted", { id: "t1" });
  await settle();
  section.close();
  await loop;

  assert.deepEqual(events, ["table.created", "table.deleted"]);
});

test("tells a slow reader how many changes it missed", async () => {
  const { section, world } = await live(watchSection);
  const reader = section[Symbol.asyncIterator]();
  for (let number = 0; number < 1_007; number++) {
    world.socket.tell("table.updated", { id: "t1", number });
  }

  for (let number = 0; number < 1_000; number++) {
    assert.equal((await reader.next()).value.entity.number, number);
  }
  assert.deepEqual((await reader.next()).value, { event: "changes.missed", missed: 7 });
  world.socket.tell("table.updated", { id: "t1", number: 1_007 });
  assert.equal((await reader.next()).value.entity.number, 1_007);
});

test("lets a reader leave", async () => {
  const { section, world } = await live(watchSection);
  const left = (async () => {
    for await (const change of section) {
      return change.event;
    }
  })();
  world.socket.tell("table.created", { id: "t1" });

  assert.equal(await left, "table.created");
});

test("lets the line go while the page is hidden, if asked to, and resumes when it is shown", async () => {
  const { world, told } = await live(watchSection, { pauseWhenHidden: true, heartbeatMs: 3_600_000 });
  world.document.show(false);
  await world.pass(29_999);
  world.document.show(true);
  world.socket.tell("system.pong", {});
  await world.pass(1_000);
  assert.deepEqual(told, ["live"]);

  world.document.show(false);
  await world.pass(30_000);
  assert.equal(world.sockets[0].isClosed, true);
  assert.equal(world.timers, 0);
  world.document.show(true);
  await settle();

  assert.ok(world.socket.address.endsWith("?cursor=c0"));
  assert.deepEqual(told, ["live", "stale", "resuming"]);
});

test("stays while the page is hidden unless asked to go", async () => {
  const { world, told } = await live(watchSection);

  world.document.show(false);
  await world.pass(31_000);

  assert.deepEqual(told, ["live"]);
});

test("leaves nothing behind when it is closed", async () => {
  const aborter = new AbortController();
  const { section, world, told } = await live(watchSection, { pauseWhenHidden: true, signal: aborter.signal });
  world.socket.tell("table.selecting", { tableId: "t1", expiresAt: new Date(world.now + 8_000).toISOString() });
  world.socket.tell("session.expiring", {});
  const reader = section[Symbol.asyncIterator]();
  world.document.show(false);

  aborter.abort();
  section.close();
  await settle();

  const [socket] = world.sockets;
  assert.equal(world.timers, 0);
  assert.equal(world.document.listeners, 0);
  assert.equal(socket.isClosed, true);
  assert.deepEqual([socket.onopen, socket.onmessage, socket.onclose], [null, null, null]);
  assert.deepEqual(told, ["live", "closed"]);
  assert.equal(section.reason, undefined);
  assert.equal((await reader.next()).done, true);
});

test("keeps no listener of a line that is gone", async () => {
  const { section, world } = await live(watchSection);
  const [first] = world.sockets;
  const { onmessage } = first;
  for (let round = 0; round < 50; round++) {
    world.socket.end();
    await world.pass(15_000);
    world.socket.begin();
  }

  assert.equal(first.onmessage, null);
  assert.notEqual(onmessage, null);
  assert.equal(world.timers, 1);
  assert.equal(section.status, "live");
});

test("is closed at once with a signal that is over", async () => {
  const { section, world } = await watched(watchSection, { signal: AbortSignal.abort() });

  assert.equal(section.status, "closed");
  assert.equal(world.sockets.length, 0);
});

test("opens no line when it is closed while the token is on its way", async () => {
  let give;
  const { section, world } = await watched(watchSection, { getToken: () => new Promise((resolve) => (give = resolve)) });

  section.close();
  give("token");
  await settle();

  assert.equal(world.sockets.length, 0);
});

test("tells no listener that was taken off", async () => {
  const { section, world } = await live(watchSection);
  let told = 0;
  const off = section.on("change", () => told++);
  world.socket.tell("table.created", { id: "t1" });

  off();
  world.socket.tell("table.created", { id: "t2" });

  assert.equal(told, 1);
});

test("uses the WebSocket class it is given", async () => {
  const other = new World();
  const { world } = await watched(watchSection, { WebSocket: other.runtime.WebSocket });

  assert.equal(world.sockets.length, 0);
  assert.equal(other.sockets.length, 1);
});

for (const [when, name, value] of [
  ["it fails to get a token", "error", ({ code }) => code === "CLIENT"],
  ["the line breaks", "status", (status) => status === "stale"],
  ["it comes back", "status", (status) => status === "resuming"],
  ["it is told of a hold", "change", ({ action }) => action === "selecting"],
]) {
  test(`stays closed if a listener closes it when ${when}`, async () => {
    let refuses = false;
    const { section, world } = await live(watchSection, {
      getToken: () => {
        if (refuses) {
          throw new Error("no token");
        }
        return "token";
      },
    });
    section.on(name, (told) => value(told) && section.close());
    world.socket.tell("table.selecting", { tableId: "t1", expiresAt: new Date(world.now + 8_000).toISOString() });
    refuses = when.includes("token");
    if (section.status !== "closed") {
      world.socket.end(refuses ? 4401 : 1006);
    }
    await world.pass(60_000);

    assert.equal(section.status, "closed");
    assert.equal(world.timers, 0);
    assert.equal(world.sockets.length, 1);
    assert.ok(world.requests.length === 0);
  });
}

test("brings a fresh token again that was refused for the moment, and comes back with it", async () => {
  const tokens = ["old", "fresh", "fresh", "fresh"];
  const { section, world } = await live(watchSection, { getToken: () => tokens.shift() });

  world.socket.tell("session.expiring", {});
  await settle();
  world.socket.tell("error", { code: "KEYS_UNAVAILABLE" });
  await world.pass(5_000);
  assert.deepEqual(
    world.socket.sent.map(({ token }) => token),
    ["fresh", "fresh"],
  );
  world.socket.end(4401);
  await world.pass(500);

  assert.ok(world.socket.address.includes("/fresh?"));
  assert.notEqual(section.status, "closed");
});

test("ends a hold even if its timer comes too early", async () => {
  const { section, world } = await live(watchSection);
  world.socket.tell("table.selecting", { tableId: "t1", expiresAt: new Date(world.now + 8_000).toISOString() });

  await world.pass(7_000);
  world.now -= 2_000;
  await world.pass(5_000);

  assert.equal(section.state.holds.size, 0);
});

test("lets the line go in a page that is hidden from the start", async () => {
  const world = new World();
  world.document.hidden = true;
  await watched(watchSection, { pauseWhenHidden: true }, world);

  await world.pass(30_000);

  assert.equal(world.sockets[0].isClosed, true);
  assert.equal(world.timers, 0);
});

test("says at once that there is no WebSocket", () => {
  assert.throws(() => watchSection({ url: "http://service.test" }, {}), TypeError);
});

test("asks for a token again that doesn't come", async () => {
  let asked = 0;
  const { world } = await watched(watchSection, {
    getToken: () => (asked++ ? "token" : new Promise(() => {})),
  });

  await world.pass(20_000);

  assert.equal(world.sockets.length, 1);
});

test("puts a cursor together from the first frame's and the later ones'", async () => {
  const { world } = await watched(watchSection);
  world.socket.begin({ id: "s" }, "signed-_part.7");
  world.socket.tell("table.created", { id: "t1" }, ".8");
  world.socket.tell("table.updated", { id: "t1" }, ".10");

  world.socket.end(1006);
  await world.pass(500);

  assert.ok(world.socket.address.endsWith("?cursor=signed-_part.10"), world.socket.address);
});
