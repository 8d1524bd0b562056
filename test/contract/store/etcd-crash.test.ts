import { it } from "vitest";
import { describeWith } from "../../kit/binary/require.ts";
import { crashRounds } from "./etcd-crashes.ts";

describeWith("the etcd store under kill -9", ["etcd-safe"], () => {
  it("keeps what it acknowledged to two writers, one of which is killed 4 times", () => crashRounds({ rounds: 4, killEtcd: false }));
});
