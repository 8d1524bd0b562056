import { randomUUID } from "node:crypto";
import { silentLogger } from "../../../src/kit/telemetry.ts";
import { systemClock, systemRandom } from "../../../src/main/system.ts";
import { openEtcdStore } from "../../../src/store/etcd/etcd-store.ts";
import { type Etcd, startEtcd } from "../../kit/binary/etcd.ts";
import { describeWith } from "../../kit/binary/require.ts";
import { describeStore } from "./describe-store.ts";
import { revokeLease } from "./etcd-outside.ts";

describeWith("a real etcd", ["etcd-safe"], () => {
  let etcd: Promise<Etcd> | undefined;
  const create = async () => {
    etcd ??= startEtcd({ safe: true });
    const { url } = await etcd;
    const store = await openEtcdStore(
      { kind: "etcd", endpoints: [url], prefix: `/test/${randomUUID()}/` },
      { clock: systemClock, random: systemRandom, logger: silentLogger },
    );
    return { store, expire: (lease: { id: string }) => revokeLease(url, lease.id) };
  };
  describeStore("etcd", create, { runs: 25 });
});
