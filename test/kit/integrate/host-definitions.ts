import { definitionsIn, type KubeDefinition } from "./start-kube-api.ts";

const crds = "charts/gateway-helm/charts/crds/crds/generated/gateway.envoyproxy.io_";

/** Where the hosts' own resource definitions are, in the Go modules that their tools are built from. */
const sources = {
  istio: {
    folder: "istio-translate",
    module: "istio.io/istio",
    paths: ["manifests/charts/base/files/crd-all.gen.yaml"],
    kinds: ["ServiceEntry", "AuthorizationPolicy", "EnvoyFilter"],
  },
  "envoy-gateway": {
    folder: "egctl",
    module: "github.com/envoyproxy/gateway",
    paths: [`${crds}backends.yaml`, `${crds}securitypolicies.yaml`, `${crds}envoypatchpolicies.yaml`],
    kinds: ["Backend", "SecurityPolicy", "EnvoyPatchPolicy"],
  },
  contour: {
    folder: "contour-translate",
    module: "github.com/projectcontour/contour",
    paths: ["examples/contour/01-crds.yaml"],
    kinds: ["ExtensionService", "HTTPProxy"],
  },
} as const;

/** A host whose resource definitions a Go module has. */
export type DefinedHost = keyof typeof sources;

/** The definitions of a host, as it ships them. */
export async function hostDefinitions(go: string, host: DefinedHost): Promise<readonly KubeDefinition[]> {
  const { folder, module, paths, kinds } = sources[host];
  const found = await Promise.all(paths.map((path) => definitionsIn(go, { folder, module, path }, kinds)));
  return found.flat();
}
