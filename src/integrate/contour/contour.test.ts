import { describeTarget } from "../../../test/kit/integrate/describe-target.ts";

describeTarget("contour", import.meta.dirname);
