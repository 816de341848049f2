// Watches a section with npm's ws, and comes back with its cursor when told so. Prints each frame as it came.
import { createInterface } from "node:readline";
import WebSocket from "../../../../target/web-tools/ws/wrapper.mjs";

const [address, compresses] = process.argv.slice(2);
const orders = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const LONG_PING = JSON.stringify({ action: "ping" }).padEnd(20_000);
let cursor = "";

setTimeout(() => {
  console.log("timed out");
  process.exit(1);
}, 60_000);

await watch("?resume=true");
await orders.next();
await watch(`?cursor=${cursor}`);
process.exit();

/** Until the second event. */
function watch(query) {
  const socket = new WebSocket(address + query, { perMessageDeflate: compresses === "true" });
  let events = 0;
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("open", () => console.log(socket.extensions));
    socket.on("close", (code) => {
      console.log(code);
      resolve();
    });
    socket.on("message", (data) => {
      const frame = JSON.parse(data);
      console.log(`${data}`);
      if (frame.cursor) {
        cursor = frame.cursor.startsWith(".") ? cursor.split(".")[0] + frame.cursor : frame.cursor;
      }
      if (frame.event === "system.pong") {
        socket.close(1000);
      } else if (++events === 2) {
        socket.send(LONG_PING);
      }
    });
  });
}
