import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import { describeWith } from "../../kit/binary/require.ts";
import { expectKept } from "./acknowledged.ts";
import { startCluster } from "./etcd-cluster.ts";
import { eventually, openAt, timed, writeUntil } from "./etcd-fixture.ts";
import { numbers, Watching } from "./watching.ts";

describeWith("the etcd store on three members", ["etcd-safe"], () => {
  it("goes on, and misses nothing, when any one of them is killed, stopped or started again", async () => {
    const members = await startCluster();
    const urls = members.map(({ url }) => url);
    const store = await openAt(urls, { timeoutMs: 3000 });
    const watching = new Watching(store, { after: 0, records: ["live/"] });
    await watching.next("records");
    let isOver = false;
    const writer = writeUntil(store, "one", () => isOver);
    const seen = watching.commitsUntil(1);
    for (const member of members) {
      const before = await store.revision();
      member.process().signal("SIGSTOP");
      // Also when the member was the leader: an election takes a second at most.
      await eventually(async () => expect(await store.revision()).toBeGreaterThan(before), 6000);
      expect(await timed(store.putRecord(`live/${member.url}`, 1).catch(() => undefined))).toBeLessThan(3500);
      member.process().signal("SIGCONT");
      await delay(300);
      await member.process().kill();
      const killed = await eventually(() => store.revision());
      await eventually(async () => expect(await store.revision()).toBeGreaterThan(killed), 6000);
      await member.start();
      await eventually(async () => (await openAt(member.url)).close());
    }
    isOver = true;
    const acknowledged = await writer;
    await eventually(() => expectKept(store, acknowledged));
    const newest = await store.revision();
    const revisions = [...(await seen), ...(await watching.commitsUntil(newest))].map(({ revision }) => revision);
    expect(revisions).toEqual(numbers(1, newest));
    await watching.end();
    await store.close();
    await Promise.all(members.map((member) => member.process().stop()));
  });
});
