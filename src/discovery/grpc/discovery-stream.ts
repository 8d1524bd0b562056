import { type ServerDuplexStream, status } from "@grpc/grpc-js";
import { type ResourceType, viewText } from "../../snapshot/resource.ts";
import type { NodeIdentity } from "../fleet/node-identity.ts";
import type { DeltaRequest, Scope, SotwRequest, Variant } from "../subscription/event.ts";
import { absenceOfType } from "./absence.ts";
import { decodeNode } from "./decode-node.ts";
import { decodeDeltaRequest, decodeSotwRequest, resourceTypeOf, type WireRequest } from "./decode-request.ts";
import type { DiscoveryContext } from "./discovery-context.ts";
import { encodeAbsent } from "./encode-response.ts";
import { peerCredential } from "./peer-credential.ts";
import { busyMs, lifetimeMs } from "./stream-age.ts";
import type { StreamSession } from "./stream-session.ts";

/** A stream whose messages are bytes on both sides. */
export type ByteStream = ServerDuplexStream<Buffer, Buffer>;

type AnyRequest = WireRequest<SotwRequest> | WireRequest<DeltaRequest>;

/** Time in which a client has to say who it is, milliseconds. */
const firstRequestMs = 30_000;

/** Serves one stream from its first request to its end. */
export function serveStream(call: ByteStream, context: DiscoveryContext, kind: { readonly variant: Variant; readonly scope: Scope }): void {
  const stream = new DiscoveryStream(call, context, kind);
  context.streams.add(stream);
  call.on("data", (bytes: Buffer) => stream.onData(bytes));
  call.on("error", () => stream.close());
  call.on("cancelled", () => stream.close());
  call.on("end", () => {
    stream.close();
    call.end();
  });
}

/** Requests wait until the proxy is admitted and the first state is there; then they go to the session, in order. */
class DiscoveryStream {
  node: NodeIdentity | undefined;
  readonly #call: ByteStream;
  readonly #context: DiscoveryContext;
  readonly #kind: { readonly variant: Variant; readonly scope: Scope };
  readonly #waiting: AnyRequest[] = [];
  #stopWaiting: () => void;
  #session: StreamSession | undefined;
  #closed = false;
  #view = "";
  #absences = 0;

  constructor(call: ByteStream, context: DiscoveryContext, kind: { readonly variant: Variant; readonly scope: Scope }) {
    this.#call = call;
    this.#context = context;
    this.#kind = kind;
    this.#stopWaiting = context.clock.schedule(firstRequestMs, () => {
      this.#fail(status.DEADLINE_EXCEEDED, `No request came within ${firstRequestMs / 1000} s`);
    });
  }

  onData(bytes: Buffer): void {
    if (this.#closed) return;
    const request = this.#read(() => (this.#kind.variant === "sotw" ? decodeSotwRequest(bytes) : decodeDeltaRequest(bytes)));
    if (request === undefined) return;
    if (this.node === undefined) this.#meet(request.node);
    if (this.#session === undefined) this.#waiting.push(request);
    else this.#onRequest(request, this.#session);
  }

  close(): void {
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
        this.#fail(status.UNAVAILABLE, `Node ${this.node.id} belongs to node group ${admission.view.group} now, connect again`);
      return;
    }
    // What cannot be decided right now is left as it is: an outage of the store must not take the proxies' streams.
    if (admission.code === "UNAVAILABLE") return;
    this.#context.observer.onDenied(this.node, admission, this.#call.getPeer());
    this.#fail(status[admission.code], admission.message);
  }

  /** Ends the stream with a reason. */
  shutDown(message: string): void {
    this.#fail(status.UNAVAILABLE, message);
  }

  #onRequest({ typeUrl, request }: AnyRequest, session: StreamSession): void {
    const { scope } = this.#kind;
    const type = typeUrl === "" && scope !== "ads" ? scope : resourceTypeOf(typeUrl);
    const refusal = refusalOf(scope, typeUrl, type);
    if (refusal !== undefined) this.#fail(status.INVALID_ARGUMENT, refusal);
    else if (type === undefined) this.#onUnknownType(typeUrl, request);
    else session.take({ ...request, type });
  }

  /** Ending the stream would take everything else from the proxy. It is told of its names that they are not there, so that it does not wait for them. */
  #onUnknownType(typeUrl: string, request: AnyRequest["request"]): void {
    this.#context.observer.onUnknownType(this.node, typeUrl);
    const names = request.kind === "delta" ? request.subscribe : request.names;
    // The state of the world says its names again with each acknowledgement.
    if (names.length === 0 || (request.kind === "sotw" && request.nonce !== "")) return;
    this.#absences += 1;
    const errors = names.map((name) => absenceOfType(typeUrl, name));
    const absent = { typeUrl, errors, nonce: `absent-${this.#absences}`, identifier: this.#context.replica };
    this.#call.write(encodeAbsent(absent, this.#kind.variant));
  }

  /** The first request must say who the node is (xDS, "Basic Protocol Overview"). */
  #meet(bytes: Uint8Array | undefined): void {
    this.#stopWaiting();
    const node = bytes === undefined ? undefined : this.#read(() => decodeNode(bytes));
    if (node === undefined || node.id === "") {
      this.#fail(status.INVALID_ARGUMENT, "The first request of a stream needs a node with an id");
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
      this.#context.observer.onDenied(node, answer, this.#call.getPeer());
      this.#fail(status[answer.code], answer.message);
      return;
    }
    this.#view = viewText(answer.view);
    const sink = { write: (bytes: Buffer, done: () => void) => void this.#call.write(bytes, done), fail: (error: unknown) => this.#failInside(error) };
    const opened = { ...this.#kind, node, view: snapshots.view(this.#view), group: answer.view.group, peer: this.#call.getPeer(), sink };
    const session = this.#context.openSession(opened);
    this.#session = session;
    const { streamAge } = this.#context;
    if (streamAge !== undefined) this.#retireIn(lifetimeMs(streamAge), session);
    for (const request of this.#waiting.splice(0)) if (!this.#isClosed()) this.#onRequest(request, session);
    this.#call.resume();
  }

  /** An old stream ends when nothing is on its way: with the state of the world, nobody could tell then what the proxy has. */
  #retireIn(ms: number, session: StreamSession): void {
    this.#stopWaiting = this.#context.clock.schedule(ms, () => {
      if (session.isSettled) this.#fail(status.UNAVAILABLE, "The stream is old, connect again, maybe to another replica");
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
      this.#fail(status.INVALID_ARGUMENT, `Request cannot be read: ${messageOf(error)}`);
      return undefined;
    }
  }

  #failInside(error: unknown): void {
    this.#context.logger.error("Discovery stream failed", {
      node: this.node?.id,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
    this.#fail(status.INTERNAL, `Stream of node ${this.node?.id ?? "unknown"} failed: ${messageOf(error)}`);
  }

  #fail(code: status, details: string): void {
    if (this.#closed) return;
    this.#context.logger.info("Discovery stream is ended", { node: this.node?.id, peer: this.#call.getPeer(), status: status[code], reason: details });
    this.close();
    this.#call.emit("error", { code, details });
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
