import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import { expectKept } from "./acknowledged.ts";
import { startCluster } from "./etcd-cluster.ts";
import { eventually, openAt, timed, writeUntil } from "./etcd-fixture.ts";
import { numbers, Watching } from "./watching.ts";

/** Stops, kills and starts again one member of three after the other, while somebody writes and somebody watches. */
export async function memberFaults(faults: number): Promise<void> {
  const members = await startCluster();
  const store = await openAt(
    members.map(({ url }) => url),
    { timeoutMs: 3000 },
  );
  const watching = new Watching(store, { after: 0, records: ["live/"] });
  await watching.next("records");
  let isOver = false;
  const writer = writeUntil(store, "one", () => isOver);
  for (const fault of numbers(1, faults)) {
    const member = members[fault % members.length];
    if (member === undefined) continue;
    const before = await store.revision();
    member.process().signal("SIGSTOP");
    // Also when the member was the leader: an election takes a second at most.
    await eventually(async () => expect(await store.revision()).toBeGreaterThan(before), 6000);
    expect(await timed(store.putRecord("live/a", fault).catch(() => undefined))).toBeLessThan(3500);
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
  expect((await watching.commitsUntil(newest)).map(({ revision }) => revision)).toEqual(numbers(1, newest));
  await watching.end();
  await store.close();
  await Promise.all(members.map((member) => member.process().stop()));
}
