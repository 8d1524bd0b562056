import { FrameReader } from "../frame/frame-reader.ts";
import { defaultWindow, frameFlag, frameType, maxWindow } from "../frame/frame-type.ts";
import { type Http2Code, Http2Error, http2Code, protocolError } from "../frame/http2-error.ts";
import { readSettings, writeSettings } from "../frame/settings.ts";
import { goawayFrame, windowUpdateFrame, writeFrame } from "../frame/write-frame.ts";
import { FloodGuard } from "../limits/flood-guard.ts";
import type { LaneLimit, LaneLimits } from "../limits/lane-limits.ts";
import type { Peer } from "../peer.ts";
import { Backlog } from "./backlog.ts";
import { Departures } from "./departures.ts";
import { Keepalive } from "./keepalive.ts";
import type { LaneCall } from "./lane-call.ts";
import type { MethodQueue } from "./method-queue.ts";
import { Output, type OutputPool } from "./output.ts";
import { connectionWindow, type Deadlines, Streams, streamWindow } from "./streams.ts";
import type { Wire } from "./wire.ts";

/** What a connection tells its lane. */
export interface ConnectionEvents {
  onLimit(limit: LaneLimit): void;
  /** A call's request is whole. */
  onComplete(call: LaneCall, queue: MethodQueue<LaneCall>): void;
  /** There is something to flush at the end of the turn. */
  onOutput(connection: ServerConnection): void;
  /** A service threw at a call of this method. */
  onHandlerError(error: unknown, path: string): void;
  /** The client broke the protocol, or we have a mistake (`error` is no {@link Http2Error} then); the connection ends. */
  onError(error: unknown): void;
}

/** What a connection is made with. */
export interface ConnectionOptions {
  readonly limits: LaneLimits;
  readonly methods: ReadonlyMap<string, MethodQueue<LaneCall>>;
  readonly wire: Wire;
  readonly pool: OutputPool;
  readonly deadlines: Deadlines;
  readonly events: ConnectionEvents;
  readonly peer: () => Peer;
  /** Milliseconds of a monotonic clock. */
  readonly now: number;
  /** After how many milliseconds the connection is to be drained. */
  readonly maxAgeMs: number;
}

/** Where a connection is in its life; times are when the state began. */
type Phase =
  | { readonly kind: "opening"; readonly since: number }
  | { readonly kind: "open" }
  | { readonly kind: "draining"; readonly since: number; isAnnounced: boolean }
  | { readonly kind: "ending"; readonly since: number }
  | { readonly kind: "closed" };

/** The PING that follows the first GOAWAY of a drain: when it comes back, the client has seen the GOAWAY. */
const drainPing = Buffer.from("drain me");
const pingBytes = 8;
/** The PING to a client that has been quiet. */
const quietPing = Buffer.from("you here");

/** How long the client's end is awaited after ours. */
const lingerMs = 1000;

/**
 * One connection of an HTTP/2 server, without a socket and without a clock: bytes and times go in, bytes go to the wire.
 *
 * ```
 *   opening ── preface, SETTINGS ──▶ open ── drain, age, idle ──▶ draining ── last stream closed ──▶ ending ──▶ closed
 *      │                               │                            │ drain time is over              ▲
 *      └── time-out, rule broken ──────┴────────────────────────────┴───────── GOAWAY with a code ────┘
 * ```
 */
export class ServerConnection {
  readonly #options: ConnectionOptions;
  readonly #reader = new FrameReader();
  readonly #output: Output;
  readonly #guard: FloodGuard;
  readonly #streams: Streams;
  readonly #keepalive: Keepalive;
  readonly #openedAt: number;
  #phase: Phase;
  #hasSettings = false;
  /** When a sweep last found a stream that was open or new, and the newest stream then. */
  #busyAt: number;
  #newestStream = 0;
  readonly #backlog: Backlog;
  readonly #departures: Departures;

  constructor(options: ConnectionOptions) {
    const { limits, pool, now, events, wire } = options;
    const onLimit = (limit: LaneLimit): void => events.onLimit(limit);
    this.#options = options;
    this.#backlog = new Backlog({ limits, wire, now, onDrop: (limit) => this.#drop(limit) });
    this.#output = new Output((bytes) => this.#backlog.write(bytes), pool);
    this.#guard = new FloodGuard(limits, onLimit);
    this.#keepalive = new Keepalive(limits, now);
    this.#openedAt = now;
    this.#busyAt = now;
    this.#phase = { kind: "opening", since: now };
    const onOutput = (): void => events.onOutput(this);
    this.#departures = new Departures({ wire, onDue: onOutput });
    const { methods, deadlines, peer } = options;
    const onComplete = (call: LaneCall, queue: MethodQueue<LaneCall>): void => events.onComplete(call, queue);
    this.#streams = new Streams({
      ...{ limits, methods, deadlines, peer, onLimit, onComplete, onOutput },
      output: this.#output,
      guard: this.#guard,
      onFlush: () => this.#send(),
      onTaken: (task) => this.#departures.add(task),
      onHandlerError: (error, path) => events.onHandlerError(error, path),
    });
    this.#streams.tick(now);
    this.#greet();
  }

  /** Open streams. */
  get streams(): number {
    return this.#streams.size;
  }

  /** Takes what the client sent. Never throws. */
  receive(chunk: Buffer, now: number): void {
    if (this.#phase.kind === "ending" || this.#phase.kind === "closed") return;
    this.#streams.tick(now);
    this.#guard.tick(now);
    this.#keepalive.heard(now);
    try {
      this.#reader.push(chunk);
      while (this.#reader.next()) this.#dispatch(this.#reader);
      this.#settle();
    } catch (error) {
      this.#breakDown(error);
    }
    if (this.#output.length > 0) this.#options.events.onOutput(this);
  }

  /** Sends what has gathered; called once at the end of a turn. Never throws. */
  flush(): void {
    if (this.#phase.kind === "closed") return;
    try {
      if (this.#output.length === 0) this.#departures.tell();
      this.#settle();
    } catch (error) {
      this.#breakDown(error);
    }
    this.#send();
  }

  /** Looks at what takes too long; called about once a second. Never throws. */
  sweep(now: number): void {
    if (this.#phase.kind === "closed") return;
    try {
      this.#streams.tick(now);
      if (this.#streams.size > 0 || this.#streams.last !== this.#newestStream) this.#busyAt = now;
      this.#newestStream = this.#streams.last;
      this.#streams.sweep();
      this.#sweepPhase(this.#phase, now);
      if (this.#streams.size > 0 && !this.#backlog.isPaused) this.#keepAlive(now);
      this.#backlog.sweep(now);
    } catch (error) {
      this.#breakDown(error);
    }
    this.flush();
  }

  /** Asks the client to go elsewhere: no new streams, those that are open go on for `drainTimeoutMs`. */
  drain(): void {
    if (this.#phase.kind === "opening") return void this.#sayGoodbye(http2Code.noError, "");
    if (this.#phase.kind !== "open") return;
    this.#phase = { kind: "draining", since: this.#streams.now, isAnnounced: false };
    // The client may have opened streams that have not come yet: only what is opened after the PING came back is refused.
    this.#output.append(goawayFrame(maxWindow, http2Code.noError));
    this.#output.append(writeFrame({ type: frameType.ping }, drainPing));
    this.#options.events.onOutput(this);
  }

  /** The wire has sent all that it had. */
  drained(): void {
    if (this.#phase.kind !== "closed") this.#backlog.watch(this.#streams.blockedBytes);
  }

  /** The wire is closed. */
  closed(): void {
    if (this.#phase.kind === "closed") return;
    this.#phase = { kind: "closed" };
    this.#streams.abandonAll();
  }

  /** Ends the connection for a reason of ours, which the client is told. */
  refuse(code: Http2Code, reason: string): void {
    this.#sayGoodbye(code, reason);
  }

  #greet(): void {
    const { limits } = this.#options;
    const settings = {
      headerTableSize: limits.headerTableBytes,
      maxConcurrentStreams: limits.maxConcurrentStreams,
      initialWindowSize: streamWindow(limits),
      maxHeaderListSize: limits.maxHeaderListBytes,
    };
    this.#output.append(writeFrame({ type: frameType.settings }, writeSettings(settings)));
    this.#output.append(windowUpdateFrame(0, connectionWindow - defaultWindow));
    this.#output.flush();
  }

  #send(): void {
    if (this.#phase.kind === "closed") return;
    try {
      this.#output.flush();
      this.#backlog.watch(this.#streams.blockedBytes);
      this.#departures.watch();
    } catch (error) {
      this.#breakDown(error);
    }
  }

  #dispatch(frame: FrameReader): void {
    if (!this.#hasSettings && frame.type !== frameType.settings) throw protocolError("First frame is not SETTINGS");
    if (this.#streams.isInHeaders && frame.type !== frameType.continuation) throw protocolError("A header block is interrupted by another frame");
    switch (frame.type) {
      case frameType.data:
        return void this.#streams.data(frame);
      case frameType.headers:
        return void this.#streams.headers(frame);
      case frameType.continuation:
        return void this.#streams.continuation(frame);
      case frameType.rstStream:
        return void this.#streams.rstStream(frame);
      case frameType.windowUpdate:
        return void this.#streams.windowUpdate(frame);
      default:
        return void this.#dispatchRare(frame);
    }
  }

  #dispatchRare(frame: FrameReader): void {
    switch (frame.type) {
      case frameType.settings:
        return void this.#settings(frame);
      case frameType.ping:
        return void this.#ping(frame);
      case frameType.goaway:
        return void this.#goaway(frame);
      case frameType.pushPromise:
        throw protocolError("PUSH_PROMISE from a client");
      case frameType.priority:
        this.#guard.count("maxIgnoredFramesPerSecond");
        return void this.#streams.priority(frame);
      default:
        this.#guard.count("maxIgnoredFramesPerSecond");
    }
  }

  #settings(frame: FrameReader): void {
    if (frame.streamId !== 0) throw protocolError(`SETTINGS on stream ${frame.streamId}`);
    this.#guard.count("maxSettingsPerSecond");
    if ((frame.flags & frameFlag.ack) !== 0) {
      if (frame.length !== 0) throw new Http2Error(http2Code.frameSizeError, "Acknowledgement of SETTINGS is not empty");
      return void this.#streams.acknowledged();
    }
    const { headerTableSize, initialWindowSize } = readSettings(frame.buffer.subarray(frame.start, frame.end));
    // First the acknowledgement: a window that grows may release answers, and they count by the new one.
    this.#output.append(writeFrame({ type: frameType.settings, flags: frameFlag.ack }, Buffer.alloc(0)));
    if (headerTableSize !== undefined) this.#streams.limitSentTable(headerTableSize);
    if (initialWindowSize !== undefined) this.#streams.resizeWindows(initialWindowSize);
    this.#hasSettings = true;
    if (this.#phase.kind === "opening") this.#phase = { kind: "open" };
  }

  #ping(frame: FrameReader): void {
    if (frame.streamId !== 0) throw protocolError(`PING on stream ${frame.streamId}`);
    if (frame.length !== pingBytes) throw new Http2Error(http2Code.frameSizeError, `PING has ${frame.length} bytes, not ${pingBytes}`);
    this.#guard.count("maxPingsPerSecond");
    const payload = frame.buffer.subarray(frame.start, frame.end);
    if ((frame.flags & frameFlag.ack) === 0) this.#output.append(writeFrame({ type: frameType.ping, flags: frameFlag.ack }, payload));
    else if (payload.equals(drainPing)) this.#announceLast();
  }

  #goaway(frame: FrameReader): void {
    if (frame.streamId !== 0) throw protocolError(`GOAWAY on stream ${frame.streamId}`);
    if (frame.length < pingBytes) throw new Http2Error(http2Code.frameSizeError, `GOAWAY has ${frame.length} bytes, fewer than ${pingBytes}`);
    // The client opens no more streams and closes when it has what it waits for.
    this.#guard.count("maxIgnoredFramesPerSecond");
  }

  #announceLast(): void {
    const phase = this.#phase;
    if (phase.kind !== "draining" || phase.isAnnounced) return;
    phase.isAnnounced = true;
    this.#streams.refuseNew();
    this.#output.append(goawayFrame(this.#streams.last, http2Code.noError));
  }

  /** A drained connection ends with its last stream. */
  #settle(): void {
    const phase = this.#phase;
    if (phase.kind === "draining" && phase.isAnnounced && this.#streams.size === 0) this.#end();
  }

  #breakDown(error: unknown): void {
    this.#options.events.onError(error);
    try {
      if (error instanceof Http2Error) this.#sayGoodbye(error.code, error.message);
      else this.#sayGoodbye(http2Code.internalError, "");
    } catch {
      // What cannot even say goodbye goes without; the reason has been told.
      this.#cut();
    }
  }

  #sayGoodbye(code: Http2Code, reason: string): void {
    if (this.#phase.kind === "ending" || this.#phase.kind === "closed") return;
    this.#output.append(goawayFrame(this.#streams.last, code, reason));
    this.#end();
    this.#streams.abandonAll();
  }

  /** Sends what is left and our end. The client's end is awaited, since closing at once could make the system drop what it has not read. */
  #end(): void {
    this.#phase = { kind: "ending", since: this.#streams.now };
    this.#output.flush();
    this.#backlog.resume();
    this.#options.wire.end();
  }

  #sweepPhase(phase: Phase, now: number): void {
    const { limits, events, wire, maxAgeMs } = this.#options;
    const isOlder = (since: number, limitMs: number): boolean => now - since > limitMs;
    switch (phase.kind) {
      case "opening":
        if (!isOlder(phase.since, limits.handshakeTimeoutMs)) return;
        events.onLimit("handshakeTimeoutMs");
        return void this.#sayGoodbye(http2Code.settingsTimeout, "No SETTINGS");
      case "open":
        if (isOlder(this.#busyAt, limits.idleTimeoutMs)) events.onLimit("idleTimeoutMs");
        else if (isOlder(this.#openedAt, maxAgeMs)) events.onLimit("maxConnectionAgeMs");
        else return;
        return void this.drain();
      case "draining":
        if (!isOlder(phase.since, limits.drainTimeoutMs)) return;
        events.onLimit("drainTimeoutMs");
        return void this.#sayGoodbye(http2Code.noError, "Drain time is over");
      case "ending":
        if (isOlder(phase.since, lingerMs) && !this.#backlog.isWaiting) wire.destroy();
        return;
      case "closed":
    }
  }

  #keepAlive(now: number): void {
    const step = this.#keepalive.step(now);
    if (step === "ping") this.#output.append(writeFrame({ type: frameType.ping }, quietPing));
    else if (step === "drop") this.#drop("keepaliveTimeoutMs");
  }

  #drop(limit: LaneLimit): void {
    this.#options.events.onLimit(limit);
    this.#cut();
  }

  #cut(): void {
    this.closed();
    this.#options.wire.destroy();
  }
}
