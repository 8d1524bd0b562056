import { codec } from "../../gen/codec.ts";
import type { Node } from "../../gen/envoy/config/core/v3.ts";
import type { ClientStatusRequest } from "../../gen/envoy/service/status/v3.ts";
import { service } from "../../gen/service.ts";
import { type GrpcFailure, grpcStatus } from "../../http2/grpc/status.ts";
import type { Call, LaneMethods, StreamCall, StreamReader, UnaryCall } from "../../http2/handler.ts";
import type { Logger } from "../../kit/telemetry.ts";
import type { NodeIdentity } from "../fleet/node-identity.ts";
import type { ConnectedNode, NodeTable } from "../fleet/node-table.ts";
import { denialStatus } from "../grpc/denial-status.ts";
import { configsOf } from "./client-config.ts";
import { matchNodes, NodeMatcherError } from "./match-nodes.ts";
import type { StatusReaders } from "./status-readers.ts";

const { FetchClientStatus: fetch, StreamClientStatus: stream } = service("envoy.service.status.v3.ClientStatusDiscoveryService");
const response = codec("envoy.service.status.v3.ClientStatusResponse");
const request = codec("envoy.service.status.v3.ClientStatusRequest");

/** What the service is made with. */
export interface ClientStatusOptions {
  readonly nodes: NodeTable;
  readonly readers: StatusReaders;
  readonly logger: Logger;
  /** Largest answer, in bytes. Default 64 MiB. */
  readonly maxAnswerBytes?: number;
}

/** An answer that is not given. */
interface Failure {
  readonly status: GrpcFailure;
  readonly message: string;
}

/**
 * CSDS (envoy/service/status/v3/csds.proto): what each node whose streams this replica holds has, resource by resource, in Envoy's own terms.
 * Each request is answered once; `node_matchers` choose among the nodes, `exclude_resource_contents` leaves the resources out. Nodes that
 * speak to another replica are in that one's answer.
 */
export function clientStatusMethods(options: ClientStatusOptions): LaneMethods {
  return {
    [fetch.path]: {
      kind: "unary",
      handle: (calls) => {
        for (const call of calls) void serveCall(call, Buffer.from(call.message), options);
      },
    },
    [stream.path]: { kind: "stream", open: (call) => serveStream(call, options) },
  };
}

async function serveCall(call: UnaryCall, message: Buffer, options: ClientStatusOptions): Promise<void> {
  const answer = await answerTo(call, message, options);
  if (Buffer.isBuffer(answer)) call.reply(answer);
  else call.fail(answer.status, answer.message);
}

/** Requests are answered in their order, and the next is read when the caller has taken the answer: a small request has a large one. */
function serveStream(call: StreamCall, options: ClientStatusOptions): StreamReader {
  let last = Promise.resolve();
  const reply = async (message: Buffer): Promise<void> => {
    if (!call.isOpen) return;
    const answer = await answerTo(call, message, options);
    if (Buffer.isBuffer(answer)) call.send(answer, () => call.resume());
    else call.fail(answer.status, answer.message);
  };
  return {
    onMessage: (message) => {
      const own = Buffer.from(message);
      call.pause();
      last = last.then(() => reply(own));
    },
    onEnd: () => void last.then(() => call.end()),
    onGone: () => undefined,
  };
}

/** The encoded answer, or why there is none; never rejects. */
async function answerTo(call: Call, message: Buffer, options: ClientStatusOptions): Promise<Buffer | Failure> {
  try {
    const permission = await options.readers.mayRead(call.header("authorization"));
    if (permission.kind === "denied") return { status: denialStatus[permission.code], message: permission.message };
    return await collect(call, request.decode(message), options);
  } catch (error) {
    if (error instanceof NodeMatcherError) return { status: grpcStatus.invalidArgument, message: error.message };
    options.logger.error("Client status cannot be told", { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    return { status: grpcStatus.internal, message: "Client status cannot be told; the log says why" };
  }
}

/** One node a turn of the event loop: a large fleet must not keep the streams of its nodes waiting. */
async function collect(call: Call, asked: ClientStatusRequest, { nodes, maxAnswerBytes = 67_108_864 }: ClientStatusOptions): Promise<Buffer | Failure> {
  const matches = matchNodes(asked.node_matchers ?? []);
  const parts: Buffer[] = [];
  let bytes = 0;
  for (const connected of nodes.connected().filter(({ node }) => matches(node))) {
    if (!call.isOpen) return { status: grpcStatus.cancelled, message: "The caller has gone" };
    const part = encodeNode(connected, asked.exclude_resource_contents !== true);
    bytes += part.length;
    if (bytes > maxAnswerBytes) return { status: grpcStatus.resourceExhausted, message: tooLarge(maxAnswerBytes) };
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
