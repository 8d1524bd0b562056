import { it } from "vitest";
import { describeWith } from "../kit/binary/require.ts";
import { expectOutageSurvived } from "../kit/load/outage.ts";

describeWith("etcd gone for a minute", ["envoy", "etcd-safe"], () => {
  it.each(["hangs", "dies"] as const)("costs freshness and nothing else (it %s)", (kind) => expectOutageSurvived(kind, 60_000));
});
