import { servicesOf } from "../ask/service-asks.ts";
import { serviceClusters } from "../block/bootstrap.ts";
import { clusterJson, httpFilterJson, virtualHostJson } from "../block/envoy-json.ts";
import { serviceFilters, virtualHostSettings } from "../block/filters.ts";
import { ourFiles, serveCommand } from "../block/our-side.ts";
import { tlsByFiles, tlsMode } from "../block/tls-by-files.ts";
import type { Output } from "../target.ts";
import type { DropInAnswers } from "./asks.ts";

/** The pieces in Envoy's own words, and our files. */
export function generate(answers: DropInAnswers): Output {
  const services = servicesOf(answers);
  return {
    files: [
      {
        path: "mesh/pieces.yaml",
        about: "Clusters, HTTP filters before the router, and what every virtual host gets besides",
        documents: [
          {
            clusters: serviceClusters(services, tlsByFiles(answers)).map(clusterJson),
            http_filters: serviceFilters(services).map(httpFilterJson),
            virtual_host: virtualHostJson(virtualHostSettings(services)),
          },
        ],
      },
      ...ourFiles(services),
    ],
    steps: [
      "Run the services; they need no store:",
      `$ ${serveCommand(services, tlsMode(answers))}`,
      "Let the control plane send the pieces of mesh/pieces.yaml.",
    ],
  };
}
