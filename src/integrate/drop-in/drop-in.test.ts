import { describeTarget } from "../../../test/kit/integrate/describe-target.ts";
import { fileNamed } from "../../../test/kit/integrate/generate-with.ts";
import type { JsonValue } from "../../gen/json-value.ts";

describeTarget("drop-in", import.meta.dirname, (output) => {
  const clusters = (fileNamed(output, "pieces.yaml").documents[0]?.["clusters"] ?? []) as readonly JsonValue[];
  return clusters.map((json) => ({ name: "envoy.config.cluster.v3.Cluster", json }));
});
