import type { Logger } from "../../kit/telemetry.ts";
import type { Snapshots } from "../../snapshot/snapshots.ts";
import type { View } from "../../snapshot/view.ts";
import type { Admission, AdmissionPort, NodeIdentity } from "../fleet/node-identity.ts";
import type { Scope, Variant } from "../subscription/event.ts";
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

/** Told of streams that end or never begin. */
export interface StreamObserver {
  onEnd(session: StreamSession): void;
  onDenied(node: NodeIdentity, admission: Extract<Admission, { kind: "denied" }>, peer: string): void;
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
  readonly logger: Logger;
  readonly observer: StreamObserver;
  readonly streams: Set<OpenStream>;
  openSession(options: OpenSession): StreamSession;
}
