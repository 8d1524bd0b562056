import { it } from "vitest";
import { describeWith } from "../../kit/binary/require.ts";
import { memberFaults } from "./etcd-member-faults.ts";

describeWith("the etcd store on three members", ["etcd-safe"], () => {
  it("goes on, and misses nothing, when any of them, 15 times, is stopped, killed and started again", () => memberFaults(15));
});
