import { it } from "vitest";
import { describeWith } from "../kit/binary/require.ts";
import { expectSwapsUnseen } from "../kit/xds/swaps-under-load.ts";

describeWith("a cluster and its route are swapped under load ten times, in every order of edits", ["envoy"], () => {
  it.each(["delta", "sotw"] as const)("without a failure (%s)", (variant) => expectSwapsUnseen(variant, 10));
});
