import assert from "node:assert/strict";
import { test } from "node:test";
import { watchSection } from "../../../main/web/client/index.js";
import { settle, watched, World } from "./fakes.js";

const AGAIN_MS = 600_000;
let hosts = 0;

/** Watches a section, at an address of its own, where plain requests are answered and upgrades aren't. */
async function blocked(options) {
  const world = new World();
  world.answer = { status: 426, code: "UPGRADE_REQUIRED" };
  world.streams = [];
  const url = `http://stream-${++hosts}.test`;
  const all = await watched(watchSection, { url, ...options }, world);
  const errors = [];
  all.section.on("error", ({ code }) => errors.push(code));
  return { ...all, url, errors };
}

/** The same, live by the stream. */
async function streaming(options) {
  const all = await blocked(options);
  await all.world.pass(5_000);
  await all.world.stream.begin();
  return all;
}

const told = (event, payload) => `data: ${JSON.stringify({ event, payload })}\n\n`;

test("takes the stream when two handshakes in a row fail and a plain request is answered", async () => {
  const { section, world, url, errors } = await blocked();
  assert.equal(section.transport, null);

  world.socket.end();
  await world.pass(250);
  world.socket.end();
  await settle();
  assert.equal(world.stream.address, `${url}/sse/restaurant/s/token-2?resume=true&gzip=off`);
  await world.stream.begin();

  assert.equal(section.status, "live");
  assert.equal(section.transport, "sse");
  assert.deepEqual(errors, ["NOT_UPGRADED"]);
});

test("takes the stream after 5 s when a handshake hangs and a plain request is answered", async () => {
  const { section, world, errors } = await blocked();

  await world.pass(4_999);
  assert.equal(world.streams.length, 0);
  await world.pass(1);
  await world.stream.begin();

  assert.equal(section.transport, "sse");
  assert.equal(world.sockets[0].isClosed, true);
  assert.deepEqual(errors, ["NOT_UPGRADED"]);
});

test("takes the WebSocket that opens while a plain request is on its way", async () => {
  const { section, world } = await blocked();
  world.isSilent = true;
  await world.pass(5_000);

  world.socket.begin();
  await world.pass(20_000);

  assert.equal(section.transport, "websocket");
  assert.equal(world.streams.length, 0);
});

test("waits for a handshake that hangs as everything does, and tells it", async () => {
  const { world, errors } = await blocked();
  world.isSilent = true;

  await world.pass(14_999);
  assert.equal(world.socket.isClosed, false);
  await world.pass(1);

  assert.equal(world.socket.isClosed, true);
  assert.equal(world.streams.length, 0);
  assert.deepEqual(errors, ["NOT_READABLE"]);
});

test("remembers for a while that an address lets no WebSocket through", async () => {
  const { section, url } = await streaming();
  const [other, later] = [new World(), new World()];
  [other, later].forEach((world) => (world.streams = []));
  section.close();

  await watched(watchSection, { url }, other);
  later.now += AGAIN_MS + 60_000;
  await watched(watchSection, { url }, later);

  assert.deepEqual([other.sockets.length, other.streams.length], [0, 1]);
  assert.deepEqual([later.sockets.length, later.streams.length], [1, 0]);
});

test("is back on a WebSocket, once it begins, and was live all the time", async () => {
  const { section, world, told: statuses } = await streaming();
  await world.stream.send(told("table.created", { id: "t1" }));
  world.serve = () => {};
  for (let waitedMs = 0; waitedMs < AGAIN_MS; waitedMs += 20_000) {
    await world.stream.send(":\n\n");
    await world.pass(20_000);
  }
  assert.equal(world.sockets.length, 2);
  assert.equal(section.transport, "sse");

  world.socket.onopen();
  assert.equal(world.stream.isClosed, false);
  world.socket.tell("section.resumed", { cursor: "s1" }, "s1");

  assert.ok(world.socket.address.endsWith("?cursor=s0"));
  assert.equal(world.stream.isClosed, true);
  assert.equal(section.transport, "websocket");
  assert.equal(section.state.tables.size, 1);
  assert.deepEqual(statuses, ["live"]);
});

test("keeps the stream when there is still no WebSocket, and tries again", async () => {
  const { section, world, told: statuses, errors } = await streaming({ webSocketAgainMs: 20_000 });

  for (let round = 0; round < 6; round++) {
    await world.stream.send(":\n\n");
    await world.pass(10_000);
    world.sockets.slice(1).forEach((socket) => socket.onerror?.());
  }

  assert.ok(world.sockets.length >= 3, `${world.sockets.length} sockets`);
  assert.equal(section.transport, "sse");
  assert.deepEqual(statuses, ["live"]);
  assert.deepEqual(errors, ["NOT_UPGRADED"]);
});

test("goes by WebSocket again when there is no stream", async () => {
  const { world, section } = await blocked();
  world.streams = undefined;

  await world.pass(5_000 + 1_000);

  assert.equal(world.requests.filter((address) => address.includes("/sse/")).length, 1);
  assert.equal(world.sockets.length, 2);
  assert.equal(section.transport, null);
});

test("reads events in pieces, of several lines, and with fields that it doesn't know", async () => {
  const { section, world } = await streaming();

  await world.stream.send(
    'unknown: x\nid: s1\nda',
    'ta: {"event":"table.created",\ndata: "payload":{"id":"t1","name":"a: \u2028event: b"}}\n',
    '\nid: s2\ndata: {"event":"table.created","payload":{"id":"t2"}}\n\ndata: {"ev',
  );

  assert.equal(section.state.tables.get("t1").name, "a: \u2028event: b");
  assert.equal(section.state.tables.size, 2);
  await world.stream.end();
  await world.pass(500);
  assert.ok(world.stream.address.endsWith("?cursor=s2&gzip=off"), world.stream.address);
});

test("comes back with a new token after 4401, and not after 4403", async () => {
  const { section, world } = await streaming();

  await world.stream.send('event: close\nretry: 10\ndata: {"code":4401,"reason":"TOKEN_EXPIRED"}\n\n');
  await world.pass(500);
  assert.ok(world.stream.address.includes("/token-2?cursor=s0"), world.stream.address);
  await world.stream.begin("section.resumed");
  await world.stream.send('event: close\ndata: {"code":4403,"reason":"ACCESS_DENIED"}\n\n');

  assert.equal(section.status, "closed");
  assert.deepEqual(section.reason, { code: "4403", message: "ACCESS_DENIED" });
});

test("opens another stream with a fresh token before the old one expires, and stays live", async () => {
  const { world, told: statuses, tokens } = await streaming();
  const [first] = world.streams;

  await first.send(told("session.expiring", {}));
  assert.ok(world.stream.address.includes("/token-2?cursor=s0"), world.stream.address);
  assert.equal(first.isClosed, false);
  await world.stream.begin("section.resumed");

  assert.equal(first.isClosed, true);
  assert.deepEqual(tokens, ["token-1", "token-2"]);
  assert.deepEqual(statuses, ["live"]);
});

test("is content with comments, and opens another stream when nothing comes", async () => {
  const { world, told: statuses } = await streaming();
  for (let round = 0; round < 3; round++) {
    await world.pass(20_000);
    await world.stream.send(":\n\n");
  }
  assert.equal(world.streams.length, 1);

  await world.pass(25_000);
  assert.equal(world.streams.length, 2);
  await world.stream.begin("section.resumed");
  await world.pass(9_000);

  assert.equal(world.streams[0].isClosed, true);
  assert.deepEqual(statuses, ["live"]);
});

for (const [what, happens] of [
  ["the network is there again", (world) => world.window.tell("online")],
  ["the page is seen again", (world) => world.document.show(true)],
]) {
  test(`opens another stream at once when ${what}, as the old one can't be asked`, async () => {
    const { world, told: statuses } = await streaming();

    happens(world);
    await world.pass(0);
    assert.equal(world.streams.length, 2);
    await world.stream.begin("section.resumed");

    assert.deepEqual(statuses, ["live"]);
  });
}

test("takes the stream where there is no WebSocket at all", async () => {
  const world = new World();
  const runtime = { ...world.runtime, WebSocket: undefined };
  world.streams = [];

  const section = watchSection({ url: "http://none.test", sectionId: "s", getToken: () => "token" }, runtime);
  await settle();
  await world.stream.begin();

  assert.equal(section.transport, "sse");
  assert.equal(section.status, "live");
});

test("leaves no stream behind when it is closed", async () => {
  const { section, world } = await streaming();
  await world.stream.send(told("session.expiring", {}));

  section.close();
  await settle();

  assert.deepEqual(world.streams.map(({ isClosed }) => isClosed), [true, true]);
  assert.equal(world.timers, 0);
});
