import { request } from "./verdict.js";

/** Server-sent events, told as by a WebSocket. */
export function eventStream(fetch, address, send) {
  const aborter = new AbortController();
  const stream = { send, close: () => aborter.abort() };
  read()
    .catch(() => {})
    .then(() => stream.onclose?.({}));
  return stream;

  async function read() {
    const { headers, body } = await request(fetch, address, aborter.signal);
    if (!/event-stream/.test(headers.get("Content-Type"))) {
      return;
    }
    stream.onopen?.();
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (let part; !(part = await reader.read()).done; ) {
      text += part.value;
      if (part.value.includes("\n")) {
        const events = text.split("\n\n");
        text = events.pop();
        events.forEach(tell);
      }
    }
  }

  function tell(event) {
    const fields = { id: "", event: "", data: "" };
    for (const line of event.split("\n")) {
      const [name] = line.split(":", 1);
      fields[name] += line.slice(name.length + 1);
    }
    if (fields.event) {
      stream.onclose?.(JSON.parse(fields.data));
    } else {
      stream.onmessage?.({ data: fields.data || '{"event":"system.pong"}', lastEventId: fields.id.trim() });
    }
  }
}
