import { it } from "vitest";
import { describeWith } from "../kit/binary/require.ts";
import { expectNoneClosed } from "../kit/load/switch-policies.ts";

describeWith("the first policy of each kind on a busy gateway", ["envoy"], () => {
  it("closes none of 100 WebSockets and 100 gRPC streams", () => expectNoneClosed(100));
});
