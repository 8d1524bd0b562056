import { describe } from "vitest";
import type { Output } from "../../src/integrate/target.ts";
import { startEnvoy } from "../kit/binary/envoy.ts";
import { describeWith } from "../kit/binary/require.ts";
import { fileNamed, generateWith } from "../kit/integrate/generate-with.ts";
import { sidecarWithExtension, sidecarWithListener } from "../kit/integrate/hosts/consul.ts";
import { foreignProxy } from "../kit/integrate/hosts/foreign-proxy.ts";
import { glooProxy } from "../kit/integrate/hosts/gloo.ts";
import { kgatewayProxy } from "../kit/integrate/hosts/kgateway.ts";
import { kumaSidecar } from "../kit/integrate/hosts/kuma.ts";
import { type EnforcementPlaces, itEnforces, limitOptions } from "../kit/integrate/it-enforces.ts";

/** Hosts that no registry has: what they make of our objects is modelled in test/kit/integrate/hosts, after the sources named in test/kit/integrate/schemas. */
interface ModelledHost {
  readonly name: string;
  readonly options: readonly string[];
  readonly proxy: (output: Output, places: EnforcementPlaces) => Record<string, unknown>;
  readonly countsAbsent?: boolean;
}

const first = (output: Output, name: string): unknown => fileNamed(output, name).documents[0];

const hosts: readonly ModelledHost[] = [
  { name: "kuma", options: ["--workload", "app=orders"], proxy: (output, places) => kumaSidecar(first(output, "mesh-proxy-patch.yaml"), places) },
  {
    name: "consul",
    options: ["--service", "orders", "--sidecar-port", "PORT"],
    proxy: (output, places) => sidecarWithListener(first(output, "sidecar.json"), places),
  },
  {
    name: "kgateway",
    options: ["--gateway", "edge"],
    proxy: (output, places) => kgatewayProxy(fileNamed(output, "kgateway.yaml").documents, places),
    countsAbsent: false,
  },
  {
    name: "gloo",
    options: ["--fqdn", "app.test", "--service", "app:80"],
    proxy: (output, places) => {
      const files = { upstreams: fileNamed(output, "upstreams.yaml").documents, settings: first(output, "settings.yaml") };
      return glooProxy({ ...files, virtualService: first(output, "virtual-service.yaml") }, places);
    },
  },
  {
    name: "drop-in",
    options: [],
    proxy: (output, places) => {
      const pieces = first(output, "pieces.yaml") as { clusters: readonly unknown[]; http_filters: readonly unknown[]; virtual_host: object };
      return foreignProxy({ clusters: pieces.clusters, filters: pieces.http_filters, virtualHost: pieces.virtual_host }, places);
    },
  },
];

describeWith("what hosts make of our objects, as it is modelled here, in a real Envoy", ["envoy"], () => {
  describe.each(hosts)("sluice integrate $name", ({ name, options, proxy, countsAbsent = true }) => {
    itEnforces({
      generate: ({ ratelimit, authz, listenPort }) => {
        const places = ["--ratelimit", ratelimit, "--authz", authz];
        return generateWith(name, [...places, ...limitOptions, ...options.map((option) => option.replace("PORT", String(listenPort)))]);
      },
      startProxy: (output, places) => startEnvoy(proxy(output, places)),
      countsAbsent,
    });
  });
});

describeWith("Consul's builtin/ext-authz, as it is modelled here, in a real Envoy", ["envoy"], () => {
  itEnforces({
    limits: false,
    generate: ({ authz }) => generateWith("consul", ["--authz", authz, "--service", "orders", "--policy", "mesh", "--authz-timeout", "5s"]),
    serveOptions: () => Promise.resolve(["--auth-default", "mesh"]),
    startProxy: (output, places) => startEnvoy(sidecarWithExtension(first(output, "service-defaults.json"), places)),
  });
});
