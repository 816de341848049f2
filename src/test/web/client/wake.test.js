import assert from "node:assert/strict";
import { test } from "node:test";
import { watchSection } from "../../../main/web/client/index.js";
import { live, settle, watched, World } from "./fakes.js";

const PING = [{ action: "ping" }];

for (const [what, happens] of [
  ["the network is there again", (world) => world.window.tell("online")],
  ["the page is seen again", (world) => world.document.show(true)],
]) {
  test(`looks at once whether the line is alive when ${what}, and comes back if it isn't`, async () => {
    const { world, told } = await live(watchSection);

    happens(world);
    assert.deepEqual(world.socket.sent, PING);
    await world.pass(3_000);
    assert.deepEqual(told, ["live", "stale"]);
    await world.pass(500);

    assert.deepEqual(told, ["live", "stale", "resuming"]);
    assert.equal(world.sockets.length, 2);
  });

  test(`keeps a line that answers when ${what}`, async () => {
    const { world, told } = await live(watchSection);

    happens(world);
    world.socket.tell("system.pong", {});
    await world.pass(20_000);

    assert.deepEqual(told, ["live"]);
    assert.equal(world.sockets.length, 1);
  });

  test(`doesn't wait for the backoff when ${what}, and begins it anew`, async () => {
    const { world } = await live(watchSection);
    for (let round = 0; round < 6; round++) {
      world.socket.end();
      await world.pass(15_000);
    }
    world.socket.end();
    await settle();
    const before = world.sockets.length;

    happens(world);
    await world.pass(0);

    assert.equal(world.sockets.length, before + 1);
    world.socket.end();
    await settle();
    assert.equal(world.nextTimerMs, 250);
  });

  test(`comes back no sooner than the service says when ${what}`, async () => {
    const { world } = await live(watchSection);
    world.socket.tell("system.closing", { reconnectAfterMs: 8_000 });
    world.socket.end(1012);

    happens(world);
    await world.pass(7_999);
    assert.equal(world.sockets.length, 1);
    await world.pass(1);

    assert.equal(world.sockets.length, 2);
  });

  test(`asks for no second token when ${what} while one is on its way`, async () => {
    let asked = 0;
    const { world } = await watched(watchSection, { getToken: () => new Promise(() => asked++) });

    happens(world);
    await world.pass(1_000);

    assert.equal(asked, 1);
  });

  test(`stays away when ${what} after its end`, async () => {
    const { section, world } = await live(watchSection);

    section.close();
    happens(world);
    await world.pass(60_000);

    assert.equal(world.sockets.length, 1);
    assert.equal(world.window.listeners, 0);
    assert.equal(world.document.listeners, 0);
  });
}

for (const [what, persisted, sockets] of [
  ["resumes at once when the browser restores the page with all that was in it", true, 2],
  ["keeps its line when the page is shown for the first time", false, 1],
]) {
  test(what, async () => {
    const { world } = await live(watchSection);

    world.window.tell("pageshow", { persisted });
    await world.pass(0);

    assert.equal(world.sockets.length, sockets);
    assert.equal(world.sockets[0].isClosed, persisted);
    assert.equal(world.socket.address.includes("?cursor=c0"), persisted);
  });
}

test("comes back at once in a page that is restored while it waits", async () => {
  const { section, world, tokens } = await live(watchSection);
  world.socket.end();
  await settle();

  world.window.tell("pageshow", { persisted: true });
  await world.pass(0);
  world.socket.begin();

  assert.equal(section.status, "live");
  assert.equal(world.sockets.length, 2);
  assert.equal(tokens.length, 1);
});

test("dials again in a page that is restored, as its handshake is gone", async () => {
  const { world } = await watched(watchSection);

  world.window.tell("pageshow", { persisted: true });
  await world.pass(0);

  assert.equal(world.sockets.length, 2);
  assert.equal(world.sockets[0].isClosed, true);
});

test("ends its pause in a page that is restored", async () => {
  const { world } = await live(watchSection, { pauseWhenHidden: true, heartbeatMs: 3_600_000 });
  world.document.show(false);
  await world.pass(30_000);

  world.document.hidden = false;
  world.window.tell("pageshow", { persisted: true });
  await settle();

  assert.equal(world.sockets.length, 2);
});

test("dials again when the network is there again, as a handshake without it may hang", async () => {
  const { world } = await watched(watchSection);

  world.window.tell("online");
  await world.pass(0);

  assert.equal(world.sockets.length, 2);
  assert.equal(world.sockets[0].isClosed, true);
});

test("leaves a handshake alone when the page is seen", async () => {
  const { world } = await watched(watchSection);

  world.document.show(true);
  await world.pass(1_000);

  assert.equal(world.sockets.length, 1);
});

test("stays paused in a hidden page when the network is there again", async () => {
  const { world } = await live(watchSection, { pauseWhenHidden: true, heartbeatMs: 3_600_000 });
  world.document.show(false);
  await world.pass(30_000);

  world.window.tell("online");
  await world.pass(60_000);

  assert.equal(world.sockets.length, 1);
});

test("finds a dead line within 9 s after sleep, of which nothing else tells", async () => {
  const { world, told } = await live(watchSection);
  await world.pass(12_000);

  world.sleep(3_600_000);
  await world.pass(9_000);

  assert.deepEqual(told.slice(0, 2), ["live", "stale"]);
});

test("doesn't take a clock that is set for sleep that killed the line", async () => {
  const { world, told } = await live(watchSection);
  world.aheadMs = 600_000;
  await world.pass(5_000);
  assert.deepEqual(world.socket.sent, PING);
  world.socket.tell("system.pong", {});
  world.aheadMs = -600_000;
  await world.pass(20_000);

  assert.deepEqual(told, ["live"]);
});

test("asks again, when it was frozen since it asked and couldn't hear the answer", async () => {
  const { world, told } = await live(watchSection);
  await world.pass(25_000);
  assert.deepEqual(world.socket.sent, PING);

  world.freeze(60_000);
  await world.pass(0);
  world.socket.tell("system.pong", {});
  await world.pass(20_000);

  assert.deepEqual(told, ["live"]);
  assert.equal(world.sockets.length, 1);
});

/** 4 MiB at 50 KB/s. */
const SLOW_MS = 84_000;

/** Lets sockets in at once; what it tells them takes its time, and is lost if they are closed meanwhile. */
function slowly(world, ...frames) {
  world.serve = (socket) => {
    const { setTimeout } = world.runtime;
    setTimeout(() => socket.onopen(), 0);
    frames.forEach(([afterMs, ...frame]) => setTimeout(() => socket.tell(...frame), afterMs));
  };
}

test("gets a snapshot on a slow line, with more patience each time it wasn't enough", async () => {
  const world = new World();
  slowly(world, [SLOW_MS, "section.snapshot", { id: "s" }]);

  const { section } = await watched(watchSection, {}, world);
  await world.pass(60_000 + SLOW_MS + 1_000);

  assert.equal(section.status, "live");
  assert.equal(world.sockets.length, 2);
});

test("gets an event on a slow line, with more patience each time it wasn't enough", async () => {
  const { section, world } = await live(watchSection);
  slowly(world, [1, "section.resumed", { cursor: "c1" }, "c1"], [SLOW_MS, "table.created", { id: "t1" }, "c2"]);

  await world.pass(35_000 + 65_000 + SLOW_MS + 2_000);

  assert.equal(section.state.tables.size, 1);
  assert.equal(world.sockets.length, 3);
});

test("is as impatient as before once it was answered", async () => {
  const { world } = await live(watchSection);
  await world.pass(36_000);
  world.socket.begin();
  await world.pass(25_000 + 39_000);
  assert.equal(world.sockets.length, 2);
  world.socket.tell("system.pong", {});

  await world.pass(34_999);
  assert.equal(world.sockets[1].isClosed, false);
  await world.pass(1);

  assert.equal(world.sockets[1].isClosed, true);
});

test("waits no longer than minutes for a line that never tells anything", async () => {
  const { world } = await watched(watchSection);
  slowly(world);
  world.socket.end();

  await world.pass(3 * 3_600_000);

  assert.ok(world.sockets.length > 10, `${world.sockets.length} sockets`);
});

for (const minutes of [-10, 0, 10]) {
  test(`shows a hold as long as it lasts by a clock that is ${minutes} minutes ahead`, async () => {
    const { section, world } = await live(watchSection);
    world.aheadMs = minutes * 60_000;
    const expiresAt = new Date(world.now + 8_000).toISOString();
    const hold = { tableId: "t1", expiresAt };

    world.socket.onmessage({ data: JSON.stringify({ event: "table.selecting", payload: hold, expiresInMs: 8_000 }) });

    await world.pass(3_000);
    assert.deepEqual(section.state.holds.get("t1"), hold);
    assert.equal(section.remainingMs("t1"), 5_000);
    await world.pass(4_999);
    assert.equal(section.state.holds.size, 1);
    await world.pass(1);
    assert.equal(section.state.holds.size, 0);
    assert.equal(section.remainingMs("t1"), undefined);
  });
}

test("shows a hold as long as it lasts when the clock is set back meanwhile", async () => {
  const { section, world } = await live(watchSection);
  world.socket.tell("table.selecting", { tableId: "t1", expiresAt: new Date(world.now + 8_000).toISOString() });

  world.aheadMs = -600_000;
  await world.pass(8_000);

  assert.equal(section.state.holds.size, 0);
});

test("ends a hold that was over in sleep", async () => {
  const { section, world } = await live(watchSection);
  world.socket.tell("table.selecting", { tableId: "t1", expiresAt: new Date(world.now + 300_000).toISOString() });

  world.sleep(600_000);
  await world.pass(5_000);

  assert.equal(section.state.holds.size, 0);
});

test("knows of no end of a hold that says none", async () => {
  const { section, world } = await live(watchSection);

  world.socket.tell("table.selecting", { tableId: "t1" });

  assert.equal(section.remainingMs("t1"), Infinity);
  await world.pass(20_000);
  assert.equal(section.state.holds.size, 1);
});

test("begins in a world without pages and networks to listen to", async () => {
  const { runtime } = new World();

  const section = watchSection(
    { url: "http://service.test", sectionId: "s", getToken: () => "token" },
    { ...runtime, document: undefined, addEventListener: undefined },
  );
  await settle();
  section.close();

  assert.equal(section.status, "closed");
});
