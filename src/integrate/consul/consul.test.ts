import { describeTarget } from "../../../test/kit/integrate/describe-target.ts";
import { serviceDefaults, sidecar } from "../../../test/kit/integrate/schemas/consul.ts";
import type { JsonValue } from "../../gen/json-value.ts";

describeTarget("consul", import.meta.dirname, ({ files }) =>
  files
    .filter(({ path }) => path.startsWith("mesh/"))
    .flatMap(({ path, documents: [document] }) => {
      if (path === "mesh/service-defaults.json") {
        serviceDefaults.parse(document);
        return [];
      }
      const { config } = sidecar.parse(document).service.proxy;
      const clusters = JSON.parse(`[${config.envoy_extra_static_clusters_json}]`) as readonly JsonValue[];
      const listener = { name: "envoy.config.listener.v3.Listener" as const, json: JSON.parse(config.envoy_public_listener_json) as JsonValue };
      return [listener, ...clusters.map((json) => ({ name: "envoy.config.cluster.v3.Cluster" as const, json }))];
    }),
);
