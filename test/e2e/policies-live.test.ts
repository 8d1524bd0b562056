import { it } from "vitest";
import { describeWith } from "../kit/binary/require.ts";
import { expectDrained, expectNoneClosed } from "../kit/load/switch-policies.ts";

describeWith("the first policy of each kind on a live gateway", ["envoy"], () => {
  it("closes none of 20 WebSockets and 20 gRPC streams", () => expectNoneClosed(20));

  it("drains when it is the access log, which stands in the listener", () => expectDrained());
});
