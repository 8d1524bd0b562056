import type { Clock } from "../../kit/clock.ts";
import type { Logger } from "../../kit/telemetry.ts";
import type { Snapshots } from "../../snapshot/snapshots.ts";
import type { View } from "../../snapshot/view.ts";
import type { Admission, AdmissionPort, NodeIdentity } from "../fleet/node-identity.ts";
import type { Scope, Variant } from "../subscription/event.ts";
import type { StreamAge } from "./stream-age.ts";
import type { ResponseSink, StreamSession } from "./stream-session.ts";

/** What a stream that was admitted is opened with. */
export interface OpenSession {
  readonly variant: Variant;
  readonly scope: Scope;
  readonly node: NodeIdentity;
  readonly view: View;
  readonly group: string;
  readonly peer: string;
  readonly sink: ResponseSink;
}

/** Told of what sessions themselves do not know. */
export interface StreamObserver {
  onEnd(session: StreamSession): void;
  onDenied(node: NodeIdentity, admission: Extract<Admission, { kind: "denied" }>, peer: string): void;
  /** A node asked for a type that is not served. */
  onUnknownType(node: NodeIdentity | undefined, typeUrl: string): void;
}

/** A stream, admitted or not yet. */
export interface OpenStream {
  readonly node: NodeIdentity | undefined;
  /** Asks again whether the proxy may be here. */
  review(): Promise<void>;
  /** Ends the stream with a reason. */
  shutDown(message: string): void;
}

/** What all streams of a server share. */
export interface DiscoveryContext {
  readonly admission: AdmissionPort;
  readonly snapshots: Snapshots;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly replica: string;
  readonly observer: StreamObserver;
  readonly streams: Set<OpenStream>;
  /** How old a stream may become; undefined: as old as it will. */
  readonly streamAge: StreamAge | undefined;
  openSession(options: OpenSession): StreamSession;
}
