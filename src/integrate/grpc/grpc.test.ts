import { describeTarget } from "../../../test/kit/integrate/describe-target.ts";

describeTarget("grpc", import.meta.dirname);
