import assert from "node:assert/strict";
import { test } from "node:test";
import { watchSection } from "../../../main/web/client/index.js";
import { live, settle, watched } from "./fakes.js";

const PATIENCE_MS = 120_000;

/** Watches a section whose handshakes all fail, and keeps the errors it tells. */
async function refused(answer, options = {}) {
  const all = await watched(watchSection, options);
  const errors = [];
  all.section.on("error", (error) => errors.push(error));
  all.world.answer = answer;
  return { ...all, errors };
}

/** Lets handshakes fail, one after the other, as long as there are any. */
async function fail(world, times) {
  for (let round = 0; round < times; round++) {
    const { length } = world.sockets;
    world.socket.end();
    for (let waitedMs = 0; waitedMs < 15_000 && world.sockets.length === length; waitedMs += 100) {
      await world.pass(100);
    }
  }
}

for (const [status, code] of [[400, "INVALID_SECTION"], [403, "ACCESS_DENIED"], [403, "ORIGIN_DENIED"], [404, "NOT_FOUND"], [405, "METHOD_NOT_ALLOWED"], [414, "BAD_REQUEST"], [431, "BAD_REQUEST"]]) {
  test(`doesn't come back when the handshake is refused with ${status} ${code}`, async () => {
    const { section, world } = await watched(watchSection);
    world.answer = { status, code };

    world.socket.end();
    await world.pass(3_600_000);

    assert.equal(section.status, "closed");
    assert.equal(section.reason.code, code);
    assert.equal(world.sockets.length, 1);
    assert.deepEqual(world.requests, ["http://service.test/base/ws/restaurant/s/token-1?resume=true"]);
  });
}

test("brings another token when the handshake is refused with 401", async () => {
  const { world } = await watched(watchSection);
  world.answer = { status: 401, code: "TOKEN_EXPIRED" };

  world.socket.end();
  await world.pass(500);

  assert.ok(world.socket.address.includes("/token-2?"));
});

test("believes 401 without our JSON, and brings another token", async () => {
  for (const body of ["Unauthorized", { error: "Unauthorized" }, { message: "no" }, null]) {
    const { world, errors, tokens } = await refused({ status: 401, body });

    await fail(world, 1);

    assert.deepEqual(tokens, ["token-1", "token-2"]);
    assert.deepEqual(errors.map(({ code, status }) => `${code} ${status}`), ["HTTP_401 401"]);
  }
});

for (const status of [400, 403, 404, 410, 414, 422, 431]) {
  test(`believes ${status} without our JSON, and doesn't come back`, async () => {
    const { section, world, errors } = await refused({ status, body: "<html>" });

    world.socket.end();
    await world.pass(PATIENCE_MS);

    assert.equal(world.sockets.length, 1);
    assert.equal(section.status, "closed");
    assert.equal(section.reason.code, `HTTP_${status}`);
    assert.equal(section.reason.status, status);
    assert.equal(errors.length, 1);
  });
}

test("takes the code that somebody else's JSON has", async () => {
  const { section, world } = await refused({ status: 403, body: { error: { code: 403, message: "by the gateway" } } });

  world.socket.end();
  await settle();

  assert.equal(section.reason.code, "403");
  assert.equal(section.reason.message, "by the gateway");
});

for (const [status, code] of [[429, "TOO_MANY_CONNECTIONS"], [503, "OVERLOADED"], [503, "KEYS_UNAVAILABLE"], [401, "TOKEN_NOT_YET_VALID"], [503, undefined]]) {
  test(`comes back after Retry-After, and some more, when refused with ${status} ${code}`, async () => {
    const { world, tokens } = await watched(watchSection);
    world.answer = { status, code, retryAfter: "10" };

    world.socket.end();

    await world.pass(10_000);
    assert.equal(world.sockets.length, 1);
    await world.pass(250);
    assert.equal(world.sockets.length, 2);
    assert.deepEqual(tokens, ["token-1"]);
  });
}

for (const answer of [{ status: 503, code: "STOPPING", retryAfter: "1" }, { status: 426, code: "UPGRADE_REQUIRED" }, { status: 502 }, null]) {
  test(`comes back soon when ${answer ? `${answer.status} ${answer.code}` : "nothing"} is answered`, async () => {
    const { world } = await watched(watchSection);
    world.answer = answer;

    world.socket.end();
    await world.pass(250);

    assert.equal(world.sockets.length, 2);
  });
}

for (const [why, answer, ...codes] of [
  ["nothing can be read", null, "NOT_READABLE"],
  ["a page comes instead, for the stream, too", { status: 200, body: "<html>" }, "NOT_UPGRADED", "NOT_UPGRADED"],
  ["it is sent elsewhere, as the stream is", { status: 0, body: "" }, "NOT_UPGRADED", "NOT_UPGRADED"],
  ["there is no stream", { status: 426, code: "UPGRADE_REQUIRED" }, "NOT_UPGRADED", "NOT_UPGRADED"],
]) {
  test(`tells it, and asks for a fresh token once, when two handshakes in a row fail and ${why}`, async () => {
    const { section, world, errors, tokens } = await refused(answer);

    await fail(world, 1);
    assert.deepEqual(errors, []);
    assert.deepEqual(tokens, ["token-1"]);
    await fail(world, 1);

    assert.deepEqual(errors.map((error) => error.code), codes);
    assert.equal(errors[0].status, answer?.status);
    assert.ok(world.socket.address.includes("/token-2?"));
    await fail(world, 8);
    assert.deepEqual(tokens, ["token-1", "token-2"]);
    assert.equal(world.sockets.length, 11);
    assert.equal(section.status, "connecting");
  });
}

test("asks for fresh tokens again in a long time without an explanation", async () => {
  const { world, tokens } = await refused(null);

  await fail(world, 100);

  assert.deepEqual(tokens, ["token-1", "token-2", "token-3", "token-4", "token-5"]);
});

test("goes on with the token it has when there is no fresh one, and nobody refused it", async () => {
  for (const nothing of [() => null, () => { throw new Error("offline"); }, () => "the only one"]) {
    let asked = 0;
    const { section, world } = await refused(null, { getToken: () => (asked++ ? nothing() : "the only one") });

    await fail(world, 4);

    assert.equal(asked, 2);
    assert.equal(section.status, "connecting");
    assert.ok(world.socket.address.includes("/the%20only%20one?"));
    world.socket.begin();
    assert.equal(section.status, "live");
  }
});

test("counts anew after a success, and after an answer that it can read", async () => {
  const { world, tokens, errors } = await refused(null);

  await fail(world, 1);
  world.socket.begin();
  await fail(world, 1);
  await fail(world, 1);
  world.answer = { status: 503, code: "OVERLOADED" };
  await fail(world, 1);
  world.answer = null;
  await fail(world, 1);

  assert.deepEqual(tokens, ["token-1"]);
  assert.deepEqual(errors.map(({ code }) => code), ["OVERLOADED"]);
});

test("tells that a line opens and ends before anything came, and asks for a fresh token", async () => {
  const { world, tokens, errors } = await refused(null);

  for (let round = 0; round < 2; round++) {
    world.socket.onopen();
    world.socket.end(1000);
    await world.pass(1_000);
  }

  // The stream that is tried then isn't there.
  assert.deepEqual(errors.map(({ code }) => code), ["NO_SNAPSHOT", "NOT_READABLE"]);
  assert.deepEqual(tokens, ["token-1", "token-2"]);
});

test("believes a close code that comes before anything else", async () => {
  const { world, tokens, errors } = await refused(null);

  for (let round = 0; round < 3; round++) {
    world.socket.onopen();
    world.socket.end(1013, "the snapshot is unavailable");
    await world.pass(2_000);
  }

  assert.equal(world.sockets.length, 4);
  assert.deepEqual(errors, []);
  assert.deepEqual(tokens, ["token-1"]);
});

test("tells of what it can't read on an open line, and goes on", async () => {
  const { section, world, errors } = await refused(null);
  world.socket.onopen();

  world.socket.onmessage({ data: "hello" });
  world.socket.onmessage({ data: "{}" });
  world.socket.begin();

  assert.deepEqual(errors.map(({ code }) => code), ["CLIENT", "CLIENT"]);
  assert.equal(section.status, "live");
});

test("asks in vain no longer than a handshake may take, and without AbortSignal.timeout", async () => {
  const { timeout } = AbortSignal;
  delete AbortSignal.timeout;
  try {
    const { section, world } = await refused({ status: 403, code: "ACCESS_DENIED" });
    world.isSilent = true;
    world.socket.end();
    await world.pass(15_000 + 250);
    assert.equal(world.sockets.length, 2);

    world.isSilent = false;
    world.socket.end();
    await settle();

    assert.equal(section.reason.code, "ACCESS_DENIED");
  } finally {
    AbortSignal.timeout = timeout;
  }
});

test("finds the living one of two addresses, for each of 8 clients", async () => {
  let next = 0;
  const url = () => ["http://dead.test", "http://living.test"][next++ % 2];
  const clients = await Promise.all(Array.from({ length: 8 }, () => refused(null, { url })));

  for (const { world } of clients) {
    for (let attempt = 0; attempt < 2 && world.socket.address.includes("dead"); attempt++) {
      world.socket.end();
      await world.pass(1_000);
    }
  }

  for (const { world, section } of clients) {
    assert.ok(world.socket.address.startsWith("ws://living.test"), world.socket.address);
    assert.ok(world.requests.every((address) => address.startsWith("http://dead.test")));
    world.socket.begin();
    assert.equal(section.status, "live");
  }
});

for (const [what, token] of [["no token", null], ["the refused token", "token"]]) {
  test(`asks again when getToken gives ${what} once`, async () => {
    const given = ["token", token, "fresh"];
    const { section, world } = await live(watchSection, { getToken: () => given.shift() });

    world.socket.tell("error", { code: "TOKEN_EXPIRED" });
    world.socket.end(4401);
    await world.pass(3_000);

    assert.equal(world.sockets.length, 2);
    assert.ok(world.socket.address.includes("/fresh?"));
    world.socket.begin();
    assert.equal(section.status, "live");
  });

  test(`is closed when getToken gives ${what} five times in a row, which takes seconds`, async () => {
    let asked = 0;
    const { section, world } = await live(watchSection, { getToken: () => (asked++ ? token : "token") });

    world.socket.tell("error", { code: "TOKEN_EXPIRED" });
    world.socket.end(4401);
    await world.pass(3_000);
    assert.notEqual(section.status, "closed");
    await world.pass(15_000);

    assert.equal(asked, 6);
    assert.equal(section.status, "closed");
    assert.equal(section.reason.code, "TOKEN_EXPIRED");
    assert.equal(world.sockets.length, 1);
  });
}

test("is closed when there is no token from the start", async () => {
  const { section, world } = await watched(watchSection, { getToken: () => null });

  await world.pass(30_000);

  assert.equal(section.status, "closed");
  assert.equal(section.reason.code, "TOKEN_MISSING");
  assert.equal(world.sockets.length, 0);
});

test("asks for a token without end when it throws, as it does without a network", async () => {
  let asked = 0;
  const { section, world } = await watched(watchSection, {
    getToken: () => {
      asked++;
      throw new Error("offline");
    },
  });

  await world.pass(PATIENCE_MS);

  assert.ok(asked > 10, `${asked} times`);
  assert.equal(section.status, "connecting");
});

test("brings a token that isn't valid yet again on the open line", async () => {
  const given = ["old", "fresh", "fresh"];
  const { world } = await live(watchSection, { getToken: () => given.shift() });

  world.socket.tell("session.expiring", {});
  await settle();
  world.socket.tell("error", { code: "TOKEN_NOT_YET_VALID" });
  await world.pass(5_000);

  assert.deepEqual(world.socket.sent.map(({ token }) => token), ["fresh", "fresh"]);
});

test("asks nobody for a section without an id", async () => {
  for (const sectionId of [undefined, null, ""]) {
    const { section, world, tokens } = await watched(watchSection, { sectionId });

    assert.equal(section.status, "closed");
    assert.equal(section.reason.code, "INVALID_SECTION");
    assert.equal(world.sockets.length, 0);
    assert.deepEqual(tokens, []);
  }
});

test("asks for the address once per attempt, if it is a function, and the same address why it failed", async () => {
  const addresses = ["http://one.test", "http://two.test"];
  const { world } = await watched(watchSection, { url: () => addresses.shift() });

  world.socket.end();
  await world.pass(250);

  assert.deepEqual(world.requests, ["http://one.test/ws/restaurant/s/token-1?resume=true"]);
  assert.equal(world.socket.address, "ws://two.test/ws/restaurant/s/token-1?resume=true");
});
