import { describeTarget } from "../../../test/kit/integrate/describe-target.ts";

describeTarget("istio", import.meta.dirname);
