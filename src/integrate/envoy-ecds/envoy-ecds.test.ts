import { describeTarget } from "../../../test/kit/integrate/describe-target.ts";
import { fileNamed } from "../../../test/kit/integrate/generate-with.ts";
import type { JsonValue } from "../../gen/json-value.ts";

describeTarget("envoy-ecds", import.meta.dirname, (output) => {
  const list = (file: string, field: string): readonly JsonValue[] => (fileNamed(output, file).documents[0]?.[field] ?? []) as readonly JsonValue[];
  return [
    ...list("clusters.yaml", "clusters").map((json) => ({ name: "envoy.config.cluster.v3.Cluster" as const, json })),
    ...list("http-filters.yaml", "http_filters").map((json) => ({
      name: "envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter" as const,
      json,
    })),
  ];
});
