import { it } from "vitest";
import { describeWith } from "../kit/binary/require.ts";
import { expectReconnectsUnseen } from "../kit/xds/reconnects.ts";

describeWith("a proxy under load whose connection breaks as soon as it is back, 20 times", ["envoy"], () => {
  it.each(["delta", "sotw"] as const)("serves on, and is sent what has changed meanwhile and nothing else (%s)", (variant) =>
    expectReconnectsUnseen(variant, 20),
  );
});
