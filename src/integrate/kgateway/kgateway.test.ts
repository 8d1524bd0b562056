import { z } from "zod";
import { describeTarget } from "../../../test/kit/integrate/describe-target.ts";
import { fileNamed } from "../../../test/kit/integrate/generate-with.ts";
import { backend, backendConfigPolicy, gatewayExtension, trafficPolicy } from "../../../test/kit/integrate/schemas/kgateway.ts";

describeTarget("kgateway", import.meta.dirname, (output) => {
  z.array(z.union([backend, gatewayExtension, backendConfigPolicy, trafficPolicy])).parse(fileNamed(output, "kgateway.yaml").documents);
  return [];
});
