/** Where the section is, and who asks for it. */
export interface WatchOptions {
  /**
   * The service's address, as in `https://realtime.mesaya.ec`; `http:`, `https:`, `ws:` and `wss:` all do. A function is asked
   * before each attempt, for who has several addresses.
   */
  url: string | URL | (() => string | URL);
  sectionId: string;
  /**
   * A good token of the user; called for the first connection, before the token expires, and after it was refused. The same token
   * again after a refusal, or none, closes the section. What it throws is told as an `error`, and it is called again later.
   */
  getToken: () => string | null | undefined | Promise<string | null | undefined>;
  /** Lets the line go while the page is hidden (after `pauseAfterMs`), and takes it up again when it is shown. */
  pauseWhenHidden?: boolean;
  pauseAfterMs?: number;
  /** Closes the section when it aborts. */
  signal?: AbortSignal;
  /** A WebSocket class where there is none: Node 20 and 21 without `--experimental-websocket`. */
  WebSocket?: new (address: string) => WebSocket;
  fetch?: typeof fetch;
  /** Backoff with full jitter: between 0 and min(maxBackoffMs, firstBackoffMs × 2^attempt). */
  firstBackoffMs?: number;
  maxBackoffMs?: number;
  /** How long a handshake may take, and the first frame after it. */
  connectTimeoutMs?: number;
  snapshotTimeoutMs?: number;
  /** After so long without a frame the service is asked whether it is there, and has so long to answer. */
  heartbeatMs?: number;
  pongTimeoutMs?: number;
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

/** An error as the service calls it; `CLIENT` is what `getToken` threw. After a close without one, `code` is the close code. */
export interface Problem {
  code: string;
  message?: string;
}

/** A frame as it came. */
export interface Frame {
  event: string;
  payload: Record<string, unknown>;
  cursor?: string;
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
  /** Why the service closed it for good; undefined if `close` did. */
  readonly reason: Problem | undefined;
  /** Returns a function that takes the listener off again. */
  on<Name extends keyof Events>(name: Name, listener: (value: Events[Name]) => void): () => void;
  /** Ends it, its readers and its listeners. */
  close(): void;
}

/** Watches a section until it is closed, here or for good by the service. */
export function watchSection(options: WatchOptions): WatchedSection;

/** The fold alone, for who brings the frames. */
export class SectionFold {
  readonly state: SectionState;
  /** When the next hold is over; Infinity if none ever is. */
  readonly nextExpiryMs: number;
  apply(frame: Frame): Change | undefined;
  expire(nowMs: number): Change[];
}
