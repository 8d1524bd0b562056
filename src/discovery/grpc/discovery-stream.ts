import { type GrpcFailure, grpcStatus, grpcStatusName } from "../../http2/grpc/status.ts";
import type { StreamCall, StreamReader } from "../../http2/handler.ts";
import { type ResourceType, viewText } from "../../snapshot/resource.ts";
import type { NodeIdentity } from "../fleet/node-identity.ts";
import type { DeltaRequest, Scope, SotwRequest } from "../subscription/event.ts";
import { AbsenceAnswers } from "./absence-answers.ts";
import { decodeNode } from "./decode-node.ts";
import { decodeDeltaRequest, decodeSotwRequest, resourceTypeOf, type WireRequest } from "./decode-request.ts";
import { denialStatus } from "./denial-status.ts";
import type { DiscoveryContext } from "./discovery-context.ts";
import type { StreamKind } from "./discovery-methods.ts";
import { peerCredential } from "./peer-credential.ts";
import { busyMs, lifetimeMs } from "./stream-age.ts";
import type { ResponseSink, StreamSession } from "./stream-session.ts";

type AnyRequest = WireRequest<SotwRequest> | WireRequest<DeltaRequest>;

/** Time in which a client has to say who it is, milliseconds. */
const firstRequestMs = 30_000;

/** Serves one stream from its first request to its end. */
export function openStream(call: StreamCall, context: DiscoveryContext, kind: StreamKind): StreamReader {
  const stream = new DiscoveryStream(call, context, kind);
  context.streams.add(stream);
  return stream;
}

/** Requests wait until the proxy is admitted and the first state is there; then they go to the session, in order. */
class DiscoveryStream implements StreamReader {
  node: NodeIdentity | undefined;
  readonly #call: StreamCall;
  readonly #context: DiscoveryContext;
  readonly #kind: StreamKind;
  readonly #waiting: AnyRequest[] = [];
  readonly #absences: AbsenceAnswers;
  #stopWaiting: () => void;
  #session: StreamSession | undefined;
  #closed = false;
  #view = "";

  constructor(call: StreamCall, context: DiscoveryContext, kind: StreamKind) {
    this.#call = call;
    this.#context = context;
    this.#kind = kind;
    this.#absences = new AbsenceAnswers({ call, variant: kind.variant, identifier: context.replica });
    this.#stopWaiting = context.clock.schedule(firstRequestMs, () => {
      this.#fail(grpcStatus.deadlineExceeded, `No request came within ${firstRequestMs / 1000} s`);
    });
  }

  onMessage(bytes: Buffer): void {
    if (this.#closed) return;
    const request = this.#read(() => (this.#kind.variant === "sotw" ? decodeSotwRequest(bytes) : decodeDeltaRequest(bytes)));
    if (request === undefined) return;
    if (this.node === undefined) this.#meet(request.node);
    if (this.#session === undefined) this.#waiting.push(request);
    else this.#onRequest(request, this.#session);
  }

  onEnd(): void {
    this.#close();
    this.#call.end();
  }

  onGone(): void {
    this.#close();
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopWaiting();
    this.#session?.end();
    this.#context.streams.delete(this);
    if (this.#session !== undefined) this.#context.observer.onEnd(this.#session);
  }

  /** Asks again whether the proxy may be here; one that may not any more, or belongs elsewhere now, is told so. */
  async review(): Promise<void> {
    if (this.node === undefined || this.#session === undefined) return;
    const admission = await this.#context.admission.admit(this.node, peerCredential(this.#call));
    if (this.#closed) return;
    if (admission.kind === "admitted") {
      if (viewText(admission.view) !== this.#view)
        this.#fail(grpcStatus.unavailable, `Node ${this.node.id} belongs to node group ${admission.view.group} now, connect again`);
      return;
    }
    // What cannot be decided right now is left as it is: an outage of the store must not take the proxies' streams.
    if (admission.code === "UNAVAILABLE") return;
    this.#context.observer.onDenied(this.node, admission, this.#call.peer.address);
    this.#fail(denialStatus[admission.code], admission.message);
  }

  /** Ends the stream with a reason. */
  shutDown(message: string): void {
    this.#fail(grpcStatus.unavailable, message);
  }

  #onRequest({ typeUrl, request }: AnyRequest, session: StreamSession): void {
    const { scope } = this.#kind;
    const type = typeUrl === "" && scope !== "ads" ? scope : resourceTypeOf(typeUrl);
    const refusal = refusalOf(scope, typeUrl, type);
    if (refusal !== undefined) this.#fail(grpcStatus.invalidArgument, refusal);
    else if (type === undefined) this.#onUnknownType(typeUrl, request);
    else session.take({ ...request, type });
  }

  /** Ending the stream would take everything else from the proxy. It is told of its names that they are not there, so that it does not wait for them. */
  #onUnknownType(typeUrl: string, request: AnyRequest["request"]): void {
    this.#context.observer.onUnknownType(this.node, typeUrl);
    const names = request.kind === "delta" ? request.subscribe : request.names;
    // The state of the world says its names again with each acknowledgement.
    if (request.kind === "sotw" && request.nonce !== "") return;
    this.#absences.tell(typeUrl, names);
  }

  /** The first request must say who the node is (xDS, "Basic Protocol Overview"). */
  #meet(bytes: Uint8Array | undefined): void {
    this.#stopWaiting();
    const node = bytes === undefined ? undefined : this.#read(() => decodeNode(bytes));
    if (node === undefined || node.id === "") {
      this.#fail(grpcStatus.invalidArgument, "The first request of a stream needs a node with an id");
      return;
    }
    this.node = node;
    this.#call.pause();
    this.#open(node).catch((error: unknown) => this.#failInside(error));
  }

  async #open(node: NodeIdentity): Promise<void> {
    const { admission, snapshots } = this.#context;
    await snapshots.whenReady();
    if (this.#isClosed()) return;
    const answer = await admission.admit(node, peerCredential(this.#call));
    if (this.#isClosed()) return;
    if (answer.kind === "denied") {
      this.#context.observer.onDenied(node, answer, this.#call.peer.address);
      this.#fail(denialStatus[answer.code], answer.message);
      return;
    }
    this.#view = viewText(answer.view);
    const sink: ResponseSink = {
      write: (message, done) => this.#call.send(message, done),
      flush: () => this.#call.flush(),
      fail: (error) => this.#failInside(error),
    };
    const opened = { ...this.#kind, node, view: snapshots.view(this.#view), group: answer.view.group, peer: this.#call.peer.address, sink };
    const session = this.#context.openSession(opened);
    this.#session = session;
    const { streamAge } = this.#context;
    if (streamAge !== undefined) this.#retireIn(lifetimeMs(streamAge), session);
    for (const request of this.#waiting.splice(0)) if (!this.#isClosed()) this.#onRequest(request, session);
    if (!this.#absences.isBusy) this.#call.resume();
  }

  /** An old stream ends when nothing is on its way: with the state of the world, nobody could tell then what the proxy has. */
  #retireIn(ms: number, session: StreamSession): void {
    this.#stopWaiting = this.#context.clock.schedule(ms, () => {
      if (session.isSettled) this.#fail(grpcStatus.unavailable, "The stream is old, connect again, maybe to another replica");
      else this.#retireIn(busyMs, session);
    });
  }

  #isClosed(): boolean {
    return this.#closed;
  }

  #read<T>(decode: () => T): T | undefined {
    try {
      return decode();
    } catch (error) {
      this.#fail(grpcStatus.invalidArgument, `Request cannot be read: ${messageOf(error)}`);
      return undefined;
    }
  }

  #failInside(error: unknown): void {
    this.#context.logger.error("Discovery stream failed", {
      node: this.node?.id,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
    this.#fail(grpcStatus.internal, `Stream of node ${this.node?.id ?? "unknown"} failed: ${messageOf(error)}`);
  }

  #fail(code: GrpcFailure, details: string): void {
    if (this.#closed) return;
    this.#context.logger.info("Discovery stream is ended", {
      node: this.node?.id,
      peer: this.#call.peer.address,
      status: grpcStatusName(code),
      reason: details,
    });
    this.#close();
    this.#call.fail(code, details);
  }
}

/** Aggregated streams must name the type, streams of one type may leave it out (xDS, "RPC Services and Methods for each Variant"). */
function refusalOf(scope: Scope, typeUrl: string, type: ResourceType | undefined): string | undefined {
  if (scope === "ads") return typeUrl === "" ? "A request on an aggregated stream needs a type_url" : undefined;
  return type === scope ? undefined : `Type ${typeUrl} is not served on the stream of another type`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
