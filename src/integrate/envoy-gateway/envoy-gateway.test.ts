import { describeTarget } from "../../../test/kit/integrate/describe-target.ts";

describeTarget("envoy-gateway", import.meta.dirname);
