// A WebSocket hub as one would write it in an afternoon: a set of sockets per section, a message per event and socket. It knows
// no barrier between snapshot and events, no order of versions, no slow clients, no coming back.
"use strict";

const http = require("node:http");
const { Kafka, logLevel } = require("kafkajs");
const jwt = require("jsonwebtoken");
const { WebSocketServer } = require("ws");

const { PORT, HOST, JWT_SECRET, REST_BASE_URL, KAFKA_BROKERS, KAFKA_GROUP_ID } = process.env;
const PATH = /^\/ws\/restaurant\/([\w-]{1,64})$/;

const sections = new Map();
let ready = false;

const server = http.createServer((request, response) => {
  response.statusCode = request.url === "/health/ready" ? (ready ? 200 : 503) : 404;
  response.end();
});
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });

server.on("upgrade", (request, socket, head) => {
  const section = PATH.exec(request.url)?.[1];
  const token = (request.headers.authorization ?? "").replace("Bearer ", "");
  try {
    jwt.verify(token, JWT_SECRET, { algorithms: ["HS256"] });
  } catch {
    socket.end("HTTP/1.1 401 Unauthorized\r\n\r\n");
    return;
  }
  sockets.handleUpgrade(request, socket, head, (client) => {
    client.on("error", () => {});
    join(client, section, token).catch(() => client.close(1013));
  });
});

async function join(client, section, token) {
  if (!sections.has(section)) {
    sections.set(section, new Set());
  }
  const watching = sections.get(section);
  client.on("close", () => watching.delete(client));
  const answer = await fetch(`${REST_BASE_URL}/api/section/${section}`, { headers: { authorization: `Bearer ${token}` } });
  const payload = await answer.json();
  client.send(JSON.stringify({ event: "section.snapshot", payload }));
  watching.add(client);
}

function tell(topic, value) {
  const { entity } = JSON.parse(value);
  const watching = sections.get(entity.sectionId);
  if (watching === undefined) {
    return;
  }
  const frame = JSON.stringify({ event: `table.${topic.split(".").pop()}`, payload: entity });
  for (const client of watching) {
    client.send(frame);
  }
}

async function read() {
  const kafka = new Kafka({ brokers: KAFKA_BROKERS.split(","), logLevel: logLevel.ERROR });
  const consumer = kafka.consumer({ groupId: KAFKA_GROUP_ID });
  consumer.on(consumer.events.GROUP_JOIN, () => {
    ready = true;
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [/^mesa-ya\.tables\.(created|updated|deleted)$/], fromBeginning: false });
  await consumer.run({ eachMessage: async ({ topic, message }) => tell(topic, message.value) });
}

server.listen({ port: Number(PORT), host: HOST, backlog: 4096 });
read().catch((failure) => {
  console.error(failure);
  process.exit(1);
});
process.stdin.resume().on("end", () => process.exit(0));
