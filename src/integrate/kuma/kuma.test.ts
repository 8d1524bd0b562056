import { parse } from "yaml";
import { describeTarget } from "../../../test/kit/integrate/describe-target.ts";
import { fileNamed } from "../../../test/kit/integrate/generate-with.ts";
import { meshProxyPatch } from "../../../test/kit/integrate/schemas/kuma.ts";
import type { JsonValue } from "../../gen/json-value.ts";

describeTarget("kuma", import.meta.dirname, (output) => {
  const { spec } = meshProxyPatch.parse(fileNamed(output, "mesh-proxy-patch.yaml").documents[0]);
  return spec.default.appendModifications.flatMap((one) =>
    "cluster" in one ? [{ name: "envoy.config.cluster.v3.Cluster" as const, json: parse(one.cluster.value) as JsonValue }] : [],
  );
});
