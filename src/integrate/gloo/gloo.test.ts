import { z } from "zod";
import { describeTarget } from "../../../test/kit/integrate/describe-target.ts";
import { fileNamed } from "../../../test/kit/integrate/generate-with.ts";
import { settings, upstream, virtualService } from "../../../test/kit/integrate/schemas/gloo.ts";

describeTarget("gloo", import.meta.dirname, (output) => {
  z.array(upstream).parse(fileNamed(output, "upstreams.yaml").documents);
  settings.parse(fileNamed(output, "settings.yaml").documents[0]);
  virtualService.parse(fileNamed(output, "virtual-service.yaml").documents[0]);
  return [];
});
