/** Where the section is, and who asks for it. */
export interface WatchOptions {
  /**
   * The service's address, as in `https://realtime.mesaya.ec`; `http:`, `https:`, `ws:` and `wss:` all do. A function is asked
   * once per attempt, for who has several addresses; why an attempt failed is asked at the same address.
   */
  url: string | URL | (() => string | URL);
  sectionId: string;
  /**
   * A good token of the user; called for the first connection, before the token expires, after it was refused, and when two attempts
   * in a row failed without an explanation. The refused token, or none, five times in a row closes the section. What it throws is told as an
   * `error`, and it is called again later.
   */
  getToken: () => string | null | undefined | Promise<string | null | undefined>;
  /** Lets the line go while the page is hidden (after `pauseAfterMs`), and takes it up again when it is shown. */
  pauseWhenHidden?: boolean;
  pauseAfterMs?: number;
  /** Closes the section when it aborts. */
  signal?: AbortSignal;
  /** A WebSocket class where there is none: Node 20 and 21 without `--experimental-websocket`. Without any the client reads event streams. */
  WebSocket?: new (address: string) => WebSocket;
  fetch?: typeof fetch;
  /** Backoff with full jitter: between 0 and min(maxBackoffMs, firstBackoffMs × 2^attempt). */
  firstBackoffMs?: number;
  maxBackoffMs?: number;
  /**
   * How long a handshake may take; after a third of it the client asks the service by a plain request, too. The first frame may take
   * four times as long, the answer to a ping two thirds of it, and a fifth when the network or the page was away or the machine slept.
   * All but the last grow, up to 16 times, when they were too short, as a large frame takes long on a slow line; an answer to a ping
   * ends that.
   */
  connectTimeoutMs?: number;
  /** After so long without a frame the service is asked whether it is there. */
  heartbeatMs?: number;
  /** After so long with event streams a WebSocket is tried again, beside the stream; 10 minutes if left out. */
  webSocketAgainMs?: number;
}

export interface Entity {
  id: string;
  updatedAt?: string;
  [member: string]: unknown;
}

export interface Table extends Entity {
  sectionId: string;
  status?: string;
}

/** Someone is about to book a table. */
export interface Hold {
  tableId: string;
  sectionId: string;
  selectedBy?: string;
  expiresAt?: string;
  [member: string]: unknown;
}

/** A section as it is; never changed, but replaced by another one with each change. */
export interface SectionState {
  /** Without its tables and objects; null until the snapshot is here. */
  readonly section: Entity | null;
  readonly tables: ReadonlyMap<string, Table>;
  readonly objects: ReadonlyMap<string, Entity>;
  /** By the table's id; they go when they are over. */
  readonly holds: ReadonlyMap<string, Hold>;
}

/** What a frame changed. */
export interface Change {
  /** As the service calls it, such as `table.updated`; `table.hold_expired` and `changes.missed` are the client's own. */
  event: string;
  kind?: string;
  action?: string;
  id?: string;
  entity?: Entity | Hold;
  previous?: Entity | Hold;
  /** With `changes.missed`: how many a slow reader of `for await` missed. */
  missed?: number;
}

/**
 * - `connecting`: nothing to show yet
 * - `live`: as it is
 * - `stale`: the line is down, or paused; the state is as it was
 * - `resuming`: on its way back
 * - `closed`: for good, see `reason`
 */
export type Status = "connecting" | "live" | "resuming" | "stale" | "closed";

/**
 * An error as the service calls it. After a close without one, `code` is the close code. The client's own are
 * - `CLIENT`: what `getToken`, `url` or `WebSocket` threw, or a frame that can't be read
 * - `HTTP_401` and the like: a handshake was refused by somebody else, such as a gateway, and without our JSON
 * - `NOT_READABLE`: handshakes fail, and no answer can be read: no network, nobody there, or not for this page (CORS, CSP)
 * - `NOT_UPGRADED`: handshakes fail or hang, although a plain request is answered as if nothing were wrong: a proxy without Upgrade,
 *   somebody else's page, or only the browser's cookies are refused; the client goes on with an event stream
 * - `NO_SNAPSHOT`: the line opens, and ends before anything came
 *
 * The last three are told from the second attempt in a row on, or when a handshake hangs; the client comes back.
 */
export interface Problem {
  code: string;
  message?: string;
  /** The HTTP status of a refused handshake, if it could be read. */
  status?: number;
}

/** A frame as it came. */
export interface Frame {
  event: string;
  payload: Record<string, unknown>;
  cursor?: string;
  /** With `table.selecting`: how long the hold still lasted when the service sent the frame. */
  expiresInMs?: number;
}

interface Events {
  change: Change;
  status: Status;
  error: Problem;
  event: Frame;
}

export interface WatchedSection extends AsyncIterable<Change> {
  readonly state: SectionState;
  readonly status: Status;
  /** Which way the last frame came; null before the first line is open. */
  readonly transport: "websocket" | "sse" | null;
  /** Why the service closed it for good; undefined if `close` did. */
  readonly reason: Problem | undefined;
  /**
   * How long a table is still held, whatever the clock is set to; Infinity if the hold says no end, undefined if nobody holds it.
   */
  remainingMs(tableId: string): number | undefined;
  /** Returns a function that takes the listener off again. */
  on<Name extends keyof Events>(name: Name, listener: (value: Events[Name]) => void): () => void;
  /** Ends it, its readers and its listeners. */
  close(): void;
}

/** Watches a section until it is closed, here or for good by the service. */
export function watchSection(options: WatchOptions): WatchedSection;

/** The fold alone, for who brings the frames. */
export function createFold(): SectionFold;

export interface SectionFold {
  readonly state: SectionState;
  /** When the next hold is over, by the same clock as `nowMs`; Infinity if none ever is. */
  readonly nextExpiryMs: number;
  /** `nowMs` is the time by any clock, `Date.now()` if left out, and `dateMs` by that which `expiresAt` goes by, the same if left out. */
  apply(frame: Frame, nowMs?: number, dateMs?: number): Change | undefined;
  remainingMs(tableId: string, nowMs: number): number | undefined;
  expire(nowMs: number): Change[];
}
