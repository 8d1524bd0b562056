import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import { complaint, shown } from "../check/complaint.ts";
import { absolutePath, allowedFrom } from "./common.ts";

const text = z.string().min(1).max(253);

const role = z.literal("edge", {
  error: ({ input }) =>
    input === "sidecar"
      ? complaint("NOT_IN_THIS_VERSION", "Role sidecar is not in this version", "Write edge")
      : complaint("INVALID_VALUE", `Value ${shown(input)} is not a role`, "Write edge"),
});

const match = z.strictObject({
  ids: z.array(text).min(1).max(1000).describe("Node ids, any of them; `*` stands for any characters.").exactOptional(),
  clusters: z.array(text).min(1).max(1000).describe("Node clusters, any of them; `*` stands for any characters.").exactOptional(),
  metadata: z.record(text, z.string().max(4096)).describe("Metadata that the node must carry, every one.").exactOptional(),
  locality: z
    .strictObject({
      region: text.describe("Region.").exactOptional(),
      zone: text.describe("Zone.").exactOptional(),
      sub_zone: text.describe("Sub-zone, as Envoy spells it.").exactOptional(),
    })
    .describe("Where the node must run.")
    .exactOptional(),
});

const admission = z.union([
  z.enum(["token", "loopback"]),
  z.strictObject({
    mtls: z
      .strictObject({ san: text.describe("Subject alternative name of the node's certificate; `*` stands for any characters.") })
      .describe("A client certificate."),
  }),
]);

/** Fields of a node group's spec. */
export const nodeGroupShape = {
  role: role.default("edge").describe("What its proxies do: edge proxies serve gateways."),
  proxy: z
    .enum(["envoy", "grpc", "ratelimit"])
    .default("envoy")
    .describe(
      "envoy: Envoy proxies; grpc: gRPC clients and servers without proxy, which get what they understand; ratelimit: rate limit services as envoyproxy/ratelimit, which get RateLimitDomains.",
    ),
  match: match.default({}).describe("Which admitted nodes belong to it, every condition; default: all that its credential names."),
  admit: z
    .array(admission)
    .min(1)
    .max(16)
    .default(["token"])
    .describe("How a node proves itself, any of them: a token, a client certificate, or (for clients that can send neither) a connection over loopback."),
  allowedFrom: allowedFrom
    .default({ namespaces: ["default"] })
    .describe("Namespaces whose gateways its proxies serve, or whose RateLimitDomains its rate limit services get; default: namespace default alone."),
  systemTrust: absolutePath
    .default("/etc/ssl/certs/ca-certificates.crt")
    .describe(
      "File with the system's authorities on its proxies' machines, for services with trust: system. Default: where Debian, Ubuntu, Alpine and Arch keep it.",
    ),
  logFolders: z
    .array(z.union([z.literal("/"), absolutePath]))
    .max(100)
    .default([])
    .describe("Folders on its proxies' machines where access logs may be written; default: none, so that they go to stdout or stderr alone."),
} as const;

/** Spec of a NodeGroup as it is read: defaults filled in. */
export type NodeGroupSpec = DeepReadonly<z.output<z.ZodObject<typeof nodeGroupShape>>>;
