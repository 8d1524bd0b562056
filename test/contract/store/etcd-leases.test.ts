import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { silentLogger } from "../../../src/kit/telemetry.ts";
import { systemClock, systemRandom } from "../../../src/main/system.ts";
import { openEtcdStore } from "../../../src/store/etcd/etcd-store.ts";
import { startEtcd } from "../../kit/binary/etcd.ts";
import { describeWith } from "../../kit/binary/require.ts";
import { type RunningProcess, startProcess } from "../../kit/binary/running-process.ts";
import { tempFolder } from "../../kit/binary/temp-folder.ts";
import { FakeClock } from "../../kit/fake-clock.ts";
import { eventually, openAt } from "./etcd-fixture.ts";
import { numbers } from "./watching.ts";

const program = fileURLToPath(new URL("./candidate.ts", import.meta.url));

describeWith("leases in etcd", ["etcd-safe"], async () => {
  const etcd = await startEtcd({ safe: true });

  async function startCandidate(name: string): Promise<RunningProcess> {
    return startProcess({ path: process.execPath, args: [program, etcd.url, name], logFile: join(await tempFolder("candidate"), "log") });
  }

  const hasSaid = (candidate: RunningProcess, text: string) => eventually(async () => expect(await candidate.log()).toBe(text));

  it.concurrent("end with a process that is stopped: another leads, and the stopped one learns it when it goes on", async () => {
    const store = await openAt(etcd.url);
    const first = await startCandidate("first");
    await hasSaid(first, "leads\n");
    const second = await startCandidate("second");
    await eventually(async () => expect(await store.listRecords("live/replica/")).toHaveLength(2));
    first.signal("SIGSTOP");
    await hasSaid(second, "leads\n");
    expect((await store.listRecords("live/replica/")).map(({ key }) => key)).toEqual(["live/replica/second"]);
    first.signal("SIGCONT");
    await eventually(async () => expect((await first.log()).split("\n").toSorted()).toEqual(["", "leads", "leads no more", "lost its lease"]));
    await second.kill();
    await first.kill();
    await store.close();
  });

  it.concurrent("keep many records alive for longer than they last, whatever the wall clock does", async () => {
    const clock = new FakeClock();
    const jumpy = { ...systemClock, now: () => clock.now() };
    const store = await openEtcdStore({ kind: "etcd", endpoints: [etcd.url], prefix: "/alive/" }, { clock: jumpy, random: systemRandom, logger: silentLogger });
    const lease = await store.lease({ ttlMs: 2000 });
    for (const number of numbers(1, 200)) await store.putRecord(`live/r/${number}`, number, { lease });
    for (const jump of [3_600_000, -7_200_000, 86_400_000]) {
      clock.jump(jump);
      await delay(900);
    }
    expect(await store.listRecords("live/r/")).toHaveLength(200);
    await store.close();
    const other = await openAt(etcd.url, { prefix: "/alive/" });
    expect(await other.listRecords("live/r/")).toEqual([]);
    await other.close();
  });

  it.concurrent("survive a short outage, and are told lost after a long one", async () => {
    const own = await startEtcd({ safe: true });
    const store = await openAt(own.url);
    const [short, long] = [await store.lease({ ttlMs: 20_000 }), await store.lease({ ttlMs: 2000 })];
    await store.putRecord("live/short", 1, { lease: short });
    await store.putRecord("live/long", 1, { lease: long });
    await own.kill();
    await long.lost;
    await own.start();
    await eventually(async () => expect((await store.listRecords("live/")).map(({ key }) => key)).toEqual(["live/short"]));
    await store.close();
    await own.stop();
  });
});
