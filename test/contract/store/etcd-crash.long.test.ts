import { it } from "vitest";
import { describeWith } from "../../kit/binary/require.ts";
import { crashRounds } from "./etcd-crashes.ts";

describeWith("the etcd store under kill -9", ["etcd-safe"], () => {
  it("keeps what it acknowledged to two writers, one of which is killed 100 times", () => crashRounds({ rounds: 100, killEtcd: false }));
  it("keeps what it acknowledged when etcd is killed 60 times too", () => crashRounds({ rounds: 60, killEtcd: true }));
});
