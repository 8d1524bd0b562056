import { type ServerDuplexStream, status } from "@grpc/grpc-js";
import type { ResourceType } from "../../snapshot/resource.ts";
import type { NodeIdentity } from "../fleet/node-identity.ts";
import type { DeltaRequest, DiscoveryRequest, Scope, SotwRequest, Variant } from "../subscription/event.ts";
import { decodeNode } from "./decode-node.ts";
import { decodeDeltaRequest, decodeSotwRequest, resourceTypeOf, type WireRequest } from "./decode-request.ts";
import type { DiscoveryContext } from "./discovery-context.ts";
import { peerCredential } from "./peer-credential.ts";
import type { StreamSession } from "./stream-session.ts";

/** A stream whose messages are bytes on both sides. */
export type ByteStream = ServerDuplexStream<Buffer, Buffer>;

/** Serves one stream from its first request to its end. */
export function serveStream(call: ByteStream, context: DiscoveryContext, kind: { readonly variant: Variant; readonly scope: Scope }): void {
  const stream = new DiscoveryStream(call, context, kind);
  context.streams.add(stream);
  call.on("data", (bytes: Buffer) => stream.onData(bytes));
  call.on("drain", () => stream.session?.onDrain());
  call.on("error", () => stream.close());
  call.on("cancelled", () => stream.close());
  call.on("end", () => {
    stream.close();
    call.end();
  });
}

/** Requests wait until the proxy is admitted and the first state is there; then they go to the session, in order. */
export class DiscoveryStream {
  session: StreamSession | undefined;
  node: NodeIdentity | undefined;
  readonly #call: ByteStream;
  readonly #context: DiscoveryContext;
  readonly #kind: { readonly variant: Variant; readonly scope: Scope };
  readonly #waiting: DiscoveryRequest[] = [];
  #closed = false;
  #view = "";

  constructor(call: ByteStream, context: DiscoveryContext, kind: { readonly variant: Variant; readonly scope: Scope }) {
    this.#call = call;
    this.#context = context;
    this.#kind = kind;
  }

  onData(bytes: Buffer): void {
    try {
      this.#onRequest(this.#kind.variant === "sotw" ? decodeSotwRequest(bytes) : decodeDeltaRequest(bytes));
    } catch (error) {
      this.#fail(status.INVALID_ARGUMENT, `Request cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.session?.end();
    this.#context.streams.delete(this);
    if (this.session !== undefined) this.#context.observer.onEnd(this.session);
  }

  /** Asks again whether the proxy may be here; one that may not any more, or belongs elsewhere now, is told so. */
  async review(): Promise<void> {
    if (this.node === undefined || this.session === undefined) return;
    const admission = await this.#context.admission.admit(this.node, peerCredential(this.#call));
    if (this.#closed) return;
    if (admission.kind === "denied") this.#fail(status[admission.code], admission.message);
    else if (viewOf(admission.view) !== this.#view)
      this.#fail(status.UNAVAILABLE, `Node ${this.node.id} belongs to node group ${admission.view.group} now, connect again`);
  }

  /** Ends the stream with a reason. */
  shutDown(message: string): void {
    this.#fail(status.UNAVAILABLE, message);
  }

  #onRequest({ typeUrl, node, request }: WireRequest<SotwRequest> | WireRequest<DeltaRequest>): void {
    if (this.#closed) return;
    const { scope } = this.#kind;
    const type = typeUrl === "" && scope !== "ads" ? scope : resourceTypeOf(typeUrl);
    const refusal = refusalOf(scope, typeUrl, type);
    if (refusal === undefined && this.node === undefined) this.#meet(node);
    if (refusal !== undefined) this.#fail(status.INVALID_ARGUMENT, refusal);
    else if (type === undefined) this.#context.logger.debug("Node asks for a type that is not served", { node: this.node?.id, type: typeUrl });
    else this.#deliver({ ...request, type } as DiscoveryRequest);
  }

  #deliver(request: DiscoveryRequest): void {
    if (this.session === undefined) this.#waiting.push(request);
    else this.session.take(request);
  }

  /** The first request must say who the node is (xDS, "Basic Protocol Overview"). */
  #meet(bytes: Uint8Array | undefined): void {
    const node = bytes === undefined ? undefined : decodeNode(bytes);
    if (node === undefined || node.id === "") {
      this.#fail(status.INVALID_ARGUMENT, "The first request of a stream needs a node with an id");
      return;
    }
    this.node = node;
    this.#open(node).catch((error: unknown) =>
      this.#fail(status.INTERNAL, `Stream of node ${node.id} failed: ${error instanceof Error ? error.message : String(error)}`),
    );
  }

  async #open(node: NodeIdentity): Promise<void> {
    const { admission, snapshots } = this.#context;
    await snapshots.whenReady();
    const answer = await admission.admit(node, peerCredential(this.#call));
    if (this.#closed) return;
    if (answer.kind === "denied") {
      this.#context.observer.onDenied(node, answer, this.#call.getPeer());
      return this.#fail(status[answer.code], answer.message);
    }
    this.#view = viewOf(answer.view);
    this.session = this.#context.openSession({
      ...this.#kind,
      node,
      view: snapshots.view(this.#view),
      group: answer.view.group,
      peer: this.#call.getPeer(),
      sink: { write: (bytes) => this.#call.write(bytes) },
    });
    for (const request of this.#waiting.splice(0)) this.session.take(request);
  }

  #fail(code: status, details: string): void {
    if (this.#closed) return;
    this.#context.logger.warn("Discovery stream is ended", { node: this.node?.id, peer: this.#call.getPeer(), status: status[code], reason: details });
    this.close();
    this.#call.emit("error", { code, details });
  }
}

/** Aggregated streams must name the type, streams of one type may leave it out (xDS, "RPC Services and Methods for each Variant"). */
function refusalOf(scope: Scope, typeUrl: string, type: ResourceType | undefined): string | undefined {
  if (scope === "ads") return typeUrl === "" ? "A request on an aggregated stream needs a type_url" : undefined;
  return type === scope ? undefined : `Type ${typeUrl} is not served on the stream of another type`;
}

function viewOf({ group, capability }: { readonly group: string; readonly capability: string }): string {
  return `${group}|${capability}`;
}
