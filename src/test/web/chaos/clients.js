// So many clients as its first line asks for; each line after that is answered by what they see.
import { createInterface } from "node:readline";
import { watchSection } from "../../../main/web/client/index.js";

let clients = [];
const counts = { snapshots: 0, resumed: 0, events: 0, closing: 0, errors: {} };

function watch({ url, token }, sectionId) {
  const section = watchSection({ url, sectionId, getToken: () => token, maxBackoffMs: 1_000 });
  section.on("event", ({ event }) => {
    counts.snapshots += event === "section.snapshot";
    counts.resumed += event === "section.resumed";
    counts.closing += event === "system.closing";
    counts.events += event.startsWith("table.");
  });
  section.on("error", ({ code }) => (counts.errors[code] = (counts.errors[code] ?? 0) + 1));
  return { sectionId, section };
}

function seen({ sectionId, section }) {
  return { sectionId, status: section.status, reason: section.reason, tables: [...section.state.tables.values()] };
}

for await (const line of createInterface({ input: process.stdin })) {
  if (clients.length === 0) {
    const asked = JSON.parse(line);
    clients = Array.from({ length: asked.count }, (_, number) => watch(asked, asked.sections[number % asked.sections.length]));
  } else if (line === "count") {
    console.log(JSON.stringify({ live: clients.filter(({ section }) => section.status === "live").length }));
  } else {
    console.log(JSON.stringify({ counts, clients: clients.map(seen) }));
  }
}
clients.forEach(({ section }) => section.close());
