import type { Cluster } from "../../gen/envoy/config/cluster/v3.ts";
import { Cluster_DiscoveryType as DiscoveryType } from "../../gen/envoy/config/cluster/v3.ts";
import { toJson } from "../../gen/to-json.ts";
import type { JsonObject } from "../../kit/json.ts";
import { type ListenAddress, listenAddressText } from "../../kit/listen-address.ts";
import { servicesOf } from "../ask/service-asks.ts";
import { httpListener, serviceClusters } from "../block/bootstrap.ts";
import { serviceFilters, virtualHostSettings } from "../block/filters.ts";
import { ourFiles, serveCommand } from "../block/our-side.ts";
import { socketAddress } from "../block/services-cluster.ts";
import { tlsByFiles, tlsMode } from "../block/tls-by-files.ts";
import { isIpAddress } from "../block/transport-socket.ts";
import type { Output } from "../target.ts";
import type { EnvoyAnswers } from "./asks.ts";

/** A whole bootstrap; who has one takes the parts. */
export function generate(answers: EnvoyAnswers): Output {
  const services = servicesOf(answers);
  const host = { name: "all", domains: ["*"], routes: [{ match: { prefix: "/" }, route: { cluster: "upstream" } }], ...virtualHostSettings(services) };
  const listener = httpListener({ address: answers.listen, host, filters: serviceFilters(services) });
  const clusters = [upstream(answers.upstream), ...serviceClusters(services, tlsByFiles(answers))];
  const bootstrap = toJson("envoy.config.bootstrap.v3.Bootstrap", {
    node: { id: "envoy", cluster: "envoy" },
    admin: { address: loopbackAdmin },
    static_resources: { listeners: [listener], clusters },
  });
  return {
    files: [{ path: "mesh/envoy.yaml", about: "What Envoy is started with", documents: [bootstrap as JsonObject] }, ...ourFiles(services)],
    steps: [
      "Run the services:",
      `$ ${serveCommand(services, tlsMode(answers))}`,
      "Start Envoy, or put the listener's filters, the virtual host's settings and the sluice_ clusters into the file that you have:",
      "$ envoy -c mesh/envoy.yaml",
      `See it work: $ curl -i http://${listenAddressText(answers.listen)}/`,
    ],
  };
}

const loopbackAdmin = socketAddress({ host: "127.0.0.1", port: 9901 });

function upstream(address: ListenAddress): Cluster {
  const endpoints = [{ lb_endpoints: [{ endpoint: { address: socketAddress(address) } }] }];
  const type = isIpAddress(address.host) ? DiscoveryType.STATIC : DiscoveryType.STRICT_DNS;
  return { name: "upstream", type, connect_timeout: { seconds: 1 }, load_assignment: { cluster_name: "upstream", endpoints } };
}
