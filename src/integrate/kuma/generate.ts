import { stringify } from "yaml";
import type { JsonObject } from "../../kit/json.ts";
import { servicesOf } from "../ask/service-asks.ts";
import { serviceClusters } from "../block/bootstrap.ts";
import { clusterJson, httpFilterJson, virtualHostJson } from "../block/envoy-json.ts";
import { serviceFilters, virtualHostSettings } from "../block/filters.ts";
import { ourFiles, serveCommand } from "../block/our-side.ts";
import { tlsByFiles, tlsMode } from "../block/tls-by-files.ts";
import type { Output } from "../target.ts";
import type { KumaAnswers } from "./asks.ts";

/** Kuma's object, and our files. */
export function generate(answers: KumaAnswers): Output {
  const services = servicesOf(answers);
  const apply = answers.form === "kubernetes" ? "$ kubectl apply --filename mesh/mesh-proxy-patch.yaml" : "$ kumactl apply --file mesh/mesh-proxy-patch.yaml";
  return {
    files: [
      { path: "mesh/mesh-proxy-patch.yaml", about: "What the data planes get besides: clusters, filters, and what limits go by", documents: [patch(answers)] },
      ...ourFiles(services),
    ],
    steps: ["Run the services:", `$ ${serveCommand(services, tlsMode(answers))}`, "Apply the policy:", apply],
  };
}

/** The name of the object. */
export const patchName = "sluice";

function patch(answers: KumaAnswers): JsonObject {
  const { form, mesh, namespace } = answers;
  const spec = { targetRef: targetRef(answers), default: { appendModifications: modifications(answers) } };
  if (form === "universal") return { type: "MeshProxyPatch", mesh, name: patchName, spec };
  return { apiVersion: "kuma.io/v1alpha1", kind: "MeshProxyPatch", metadata: { name: patchName, namespace, labels: { "kuma.io/mesh": mesh } }, spec };
}

function targetRef({ workload }: KumaAnswers): JsonObject {
  return workload.length === 0 ? { kind: "Mesh" } : { kind: "Dataplane", labels: Object.fromEntries(workload) };
}

/** Resources that handle requests to the workload. */
const inbound = { origin: "inbound" } as const;

function modifications(answers: KumaAnswers): readonly JsonObject[] {
  const services = servicesOf(answers);
  const before = { ...inbound, name: "envoy.filters.http.router" };
  return [
    ...serviceClusters(services, tlsByFiles(answers)).map((cluster) => ({ cluster: { operation: "Add", value: text(clusterJson(cluster)) } })),
    ...serviceFilters(services).map((filter) => ({ httpFilter: { operation: "AddBefore", match: before, value: text(httpFilterJson(filter)) } })),
    { virtualHost: { operation: "Patch", match: inbound, value: text(virtualHostJson(virtualHostSettings(services))) } },
  ];
}

/** Kuma takes Envoy's messages as YAML in a text. */
function text(value: JsonObject): string {
  return stringify(value, { aliasDuplicateObjects: false, lineWidth: 0 });
}
