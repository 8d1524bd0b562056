import { describeTarget } from "../../../test/kit/integrate/describe-target.ts";
import { fileNamed } from "../../../test/kit/integrate/generate-with.ts";

describeTarget("envoy", import.meta.dirname, (output) => [
  { name: "envoy.config.bootstrap.v3.Bootstrap", json: fileNamed(output, "mesh/envoy.yaml").documents[0] ?? {} },
]);
