import type { JsonObject } from "../../kit/json.ts";
import { listenAddressText } from "../../kit/listen-address.ts";
import type { Output } from "../target.ts";
import type { GrpcAnswers } from "./asks.ts";

/** The client's bootstrap (gRFC A27), and the objects that it is served. */
export function generate(answers: GrpcAnswers): Output {
  return {
    files: [
      { path: "mesh/bootstrap.json", about: "What GRPC_XDS_BOOTSTRAP names", documents: [bootstrap(answers)] },
      { path: "sluice/objects.yaml", about: "The clients' group, the name that they dial, and the servers behind it", documents: objects(answers) },
    ],
    steps: [
      "Run the control plane and apply the objects:",
      `$ npx sluice serve${answers.caFile === undefined ? "" : ` --discovery-address 0.0.0.0:${answers.discovery.port} --tls-cert-file server.pem --tls-key-file server.key --client-ca-file clients-ca.pem`}`,
      "$ npx sluice apply -f sluice/objects.yaml",
      "Start the client with the bootstrap:",
      "$ export GRPC_XDS_BOOTSTRAP=mesh/bootstrap.json",
      `Dial xds:///${answers.name}. grpc-js: import { register } from "@grpc/grpc-js-xds" and call register(). Go: import _ "google.golang.org/grpc/xds".`,
    ],
  };
}

function bootstrap(answers: GrpcAnswers): JsonObject {
  const server = { server_uri: listenAddressText(answers.discovery), channel_creds: [channelCredentials(answers)], server_features: ["xds_v3"] };
  return { xds_servers: [server], node: { id: answers.node, cluster: answers.cluster, locality: { region: "", zone: "", sub_zone: "" } } };
}

/** gRFC A65: `tls` reads files again and again, so that certificates may be replaced. */
function channelCredentials({ caFile, certFile, keyFile }: GrpcAnswers): JsonObject {
  if (caFile === undefined) return { type: "insecure" };
  const own = certFile !== undefined && keyFile !== undefined && { certificate_file: certFile.path, private_key_file: keyFile.path };
  return { type: "tls", config: { ca_certificate_file: caFile.path, ...own, refresh_interval: "600s" } };
}

function objects({ cluster, nodeGroup, name, backend, san }: GrpcAnswers): readonly JsonObject[] {
  const label = name.replaceAll(".", "-");
  const admit = san === undefined ? ["loopback"] : [{ mtls: { san } }];
  const listeners = [{ name: label, port: 80, protocol: "http", hostname: name }];
  return [
    { kind: "NodeGroup", name: nodeGroup, spec: { proxy: "grpc", match: { clusters: [cluster] }, admit } },
    { kind: "Gateway", name: label, spec: { nodeGroup, listeners } },
    {
      kind: "Service",
      name: label,
      spec: { protocol: "grpc", endpoints: { static: backend.map((address) => ({ address: address.host, port: address.port })) } },
    },
    { kind: "Route", name: label, spec: { parents: [{ name: label }], rules: [{ backends: [{ service: label }] }] } },
  ];
}
