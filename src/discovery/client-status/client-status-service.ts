import { type ServerDuplexStream, type ServerUnaryCall, type sendUnaryData, status } from "@grpc/grpc-js";
import { codec } from "../../gen/codec.ts";
import type { Node } from "../../gen/envoy/config/core/v3.ts";
import type { ClientStatusRequest } from "../../gen/envoy/service/status/v3.ts";
import { service } from "../../gen/service.ts";
import type { Logger } from "../../kit/telemetry.ts";
import type { NodeIdentity } from "../fleet/node-identity.ts";
import type { ConnectedNode, NodeTable } from "../fleet/node-table.ts";
import type { BoundService } from "../grpc/discovery-methods.ts";
import { configsOf } from "./client-config.ts";
import { matchNodes, NodeMatcherError } from "./match-nodes.ts";
import type { StatusReaders } from "./status-readers.ts";

const { FetchClientStatus: fetch, StreamClientStatus: stream } = service("envoy.service.status.v3.ClientStatusDiscoveryService");
const response = codec("envoy.service.status.v3.ClientStatusResponse");
const asIs = (bytes: Buffer): Buffer => bytes;

/** What the service is made with. */
export interface ClientStatusOptions {
  readonly nodes: NodeTable;
  readonly readers: StatusReaders;
  readonly logger: Logger;
  /** Largest answer, in bytes. Default 64 MiB. */
  readonly maxAnswerBytes?: number;
}

type Call = ServerUnaryCall<ClientStatusRequest, Buffer> | ServerDuplexStream<ClientStatusRequest, Buffer>;

/** An answer that is not given, in grpc-js' shape. */
interface StatusError {
  readonly code: status;
  readonly details: string;
}

/**
 * CSDS (envoy/service/status/v3/csds.proto): what each node whose streams this replica holds has, resource by resource, in Envoy's own terms.
 * Each request is answered once; `node_matchers` choose among the nodes, `exclude_resource_contents` leaves the resources out. Nodes that
 * speak to another replica are in that one's answer.
 */
export function clientStatusService(options: ClientStatusOptions): BoundService {
  return {
    definition: { FetchClientStatus: { ...fetch, responseSerialize: asIs }, StreamClientStatus: { ...stream, responseSerialize: asIs } },
    handlers: {
      FetchClientStatus: (call, done) => void serveCall(call as ServerUnaryCall<ClientStatusRequest, Buffer>, done as sendUnaryData<Buffer>, options),
      StreamClientStatus: (call) => serveStream(call as ServerDuplexStream<ClientStatusRequest, Buffer>, options),
    },
  };
}

async function serveCall(call: ServerUnaryCall<ClientStatusRequest, Buffer>, done: sendUnaryData<Buffer>, options: ClientStatusOptions): Promise<void> {
  const answer = await answerTo(call, call.request, options);
  if (Buffer.isBuffer(answer)) done(null, answer);
  else done(answer);
}

/** Requests are answered in their order. */
function serveStream(call: ServerDuplexStream<ClientStatusRequest, Buffer>, options: ClientStatusOptions): void {
  let last = Promise.resolve();
  const reply = async (request: ClientStatusRequest): Promise<void> => {
    if (call.destroyed) return;
    const answer = await answerTo(call, request, options);
    if (Buffer.isBuffer(answer)) call.write(answer);
    else call.emit("error", answer);
    call.resume();
  };
  call.on("error", () => undefined);
  call.on("data", (request: ClientStatusRequest) => {
    call.pause();
    last = last.then(() => reply(request));
  });
  call.on("end", () => void last.then(() => call.end()));
}

/** The encoded answer, or why there is none; never rejects. */
async function answerTo(call: Call, request: ClientStatusRequest, options: ClientStatusOptions): Promise<Buffer | StatusError> {
  try {
    const permission = await options.readers.mayRead(call.metadata.get("authorization").map(String)[0]);
    if (permission.kind === "denied") return { code: status[permission.code], details: permission.message };
    return await collect(call, request, options);
  } catch (error) {
    if (error instanceof NodeMatcherError) return { code: status.INVALID_ARGUMENT, details: error.message };
    options.logger.error("Client status cannot be told", { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    return { code: status.INTERNAL, details: "Client status cannot be told; the log says why" };
  }
}

/** One node a turn of the event loop: a large fleet must not keep the streams of its nodes waiting. */
async function collect(call: Call, request: ClientStatusRequest, { nodes, maxAnswerBytes = 67_108_864 }: ClientStatusOptions): Promise<Buffer | StatusError> {
  const matches = matchNodes(request.node_matchers ?? []);
  const parts: Buffer[] = [];
  let bytes = 0;
  for (const connected of nodes.connected().filter(({ node }) => matches(node))) {
    if (call.cancelled) return { code: status.CANCELLED, details: "The caller has gone" };
    const part = encodeNode(connected, request.exclude_resource_contents !== true);
    bytes += part.length;
    if (bytes > maxAnswerBytes) return { code: status.RESOURCE_EXHAUSTED, details: tooLarge(maxAnswerBytes) };
    parts.push(part);
    await new Promise((resolve) => void setImmediate(resolve));
  }
  // Joined messages are one whose repeated field has the elements of all.
  return Buffer.concat(parts);
}

function encodeNode({ node, streams }: ConnectedNode, hasContents: boolean): Buffer {
  const configs = streams.flatMap((each) => [...configsOf(each, hasContents)]);
  return Buffer.from(response.encode({ config: [{ node: wireNode(node), generic_xds_configs: configs }] }));
}

/** Without metadata: that chose its group, and may hold what is nobody's business. */
function wireNode({ id, cluster, region, zone, subZone, userAgent, version }: NodeIdentity): Node {
  return { id, cluster, locality: { region, zone, sub_zone: subZone }, user_agent_name: userAgent, user_agent_version: version };
}

function tooLarge(limit: number): string {
  return `The answer has more than ${Math.round(limit / 2 ** 20)} MiB: ask for fewer nodes by node_matchers, or without the resources by exclude_resource_contents`;
}
