import { expect, it } from "vitest";
import { startEnvoy } from "../kit/binary/envoy.ts";
import { describeWith } from "../kit/binary/require.ts";
import { fileNamed, generateWith } from "../kit/integrate/generate-with.ts";
import { foreignProxy } from "../kit/integrate/hosts/foreign-proxy.ts";
import { type EnforcementPlaces, itEnforces, limitOptions } from "../kit/integrate/it-enforces.ts";
import { documents } from "../kit/stack/edge.ts";
import { type Stack, startStack, waitFor } from "../kit/stack/stack.ts";

describeWith("sluice integrate envoy-ecds: filters of ours in a foreign listener of a real Envoy", ["envoy"], () => {
  const started = startStack();
  const generate = async ({ ratelimit, authz }: EnforcementPlaces) => {
    const { discovery } = await started;
    const places = ["--ratelimit", ratelimit, "--authz", authz, "--discovery", `127.0.0.1:${discovery.port}`];
    return generateWith("envoy-ecds", [...places, ...limitOptions, "--cluster", "theirs", "--node-group", "theirs"]);
  };

  itEnforces({
    generate,
    serveOptions: () => Promise.resolve(["--auth-default", "mesh"]),
    startProxy: async (output, places) => {
      const stack: Stack = await started;
      await stack.apply(documents(...fileNamed(output, "objects.yaml").documents));
      const list = (file: string, field: string): readonly unknown[] => (fileNamed(output, file).documents[0]?.[field] ?? []) as readonly unknown[];
      const parts = { clusters: list("clusters.yaml", "clusters"), filters: list("http-filters.yaml", "http_filters"), virtualHost: {} };
      const envoy = await startEnvoy(foreignProxy({ ...parts, bootstrap: { node: { id: "theirs-1", cluster: "theirs" } } }, places));
      const taken = (): Promise<number> => envoy.admin.stat("extension_config_discovery.http_filter.sluice-ratelimit.config_reload");
      await waitFor(async () => (await taken()) > 0, 20_000, "the configuration of the filter");
    },
  });

  it("takes every configuration that it was sent", async () => {
    expect((await started).discovery.nodes.list()).toMatchObject([{ node: { id: "theirs-1" }, state: "connected", refused: [] }]);
  });
});
