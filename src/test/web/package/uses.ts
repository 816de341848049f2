// Compiled only: what the client's types allow, and what they don't.
import { createFold, watchSection, type Change, type Status, type Table, type WatchedSection } from "@mesaya/realtime-client";

const section: WatchedSection = watchSection({
  url: () => new URL("https://realtime.test"),
  sectionId: "s",
  getToken: async () => "token",
  pauseWhenHidden: true,
  signal: new AbortController().signal,
  WebSocket,
  fetch,
});

export const off: () => void = section.on("change", ({ event, entity, previous }) => [event, entity?.updatedAt, previous]);
section.on("status", (status: Status) => status === "live");
section.on("error", ({ code, message, status }) => code + (message ?? "") + (status ?? 0));
section.on("event", ({ event, payload, cursor }) => [event, payload["id"], cursor]);

export const table: Table | undefined = section.state.tables.get("t");
export const number: unknown = table?.["number"];
export const until: string | undefined = section.state.holds.get("t")?.expiresAt;
export const left: number | undefined = section.remainingMs("t");
export const way: "websocket" | "sse" | null = section.transport;
export const why: string | undefined = section.reason?.code;

export async function read(): Promise<Change[]> {
  const changes = [];
  for await (const change of section) {
    changes.push(change);
  }
  return changes;
}

const fold = createFold();
fold.apply({ event: "section.snapshot", payload: { id: "s" } });
export const over: Change[] = fold.expire(fold.nextExpiryMs);

// @ts-expect-error there is no such event
section.on("changed", () => undefined);
// @ts-expect-error there is no such status
section.on("status", (status: "open") => status);
// @ts-expect-error only the client sets it
section.status = "live";
// @ts-expect-error nobody but the client changes the state
section.state.tables.set("t", { id: "t", sectionId: "s" });
// @ts-expect-error a token is needed
watchSection({ url: "https://realtime.test", sectionId: "s" });
