import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import { startEtcd } from "../../kit/binary/etcd.ts";
import { describeWith } from "../../kit/binary/require.ts";
import { TcpProxy } from "../../kit/tcp-proxy.ts";
import { expectKept } from "./acknowledged.ts";
import { expectConsistent } from "./consistency.ts";
import { eventually, openAt, timed, writeUntil } from "./etcd-fixture.ts";
import { compactEngine } from "./etcd-outside.ts";
import { numbers, Watching } from "./watching.ts";
import { commit, commitMany, minuteAt, put, request, routeKey, someObject, storeError } from "./writing.ts";

describeWith("the etcd store in an outage", ["etcd-safe"], () => {
  it.concurrent("answers in time, tells watchers once, reads the last state where that is allowed, and goes on by itself", async () => {
    const etcd = await startEtcd({ safe: true });
    const store = await openAt(etcd.url, { timeoutMs: 1500 });
    await commitMany(store, 3);
    const watching = new Watching(store, { records: ["live/"] });
    await watching.next("snapshot");
    await watching.next("records");
    await etcd.kill();
    expect((await watching.next("outage")).error).toMatchObject(storeError("ERR_STORE_UNAVAILABLE", etcd.url));

    const unavailable = { code: "ERR_STORE_UNAVAILABLE", retryable: true };
    const calls = [
      () => store.commit(request([put(someObject("hello", { lost: true }))])),
      () => store.get(routeKey("hello")),
      () => store.list({}),
      () => store.putRecord("live/a", 1),
      () => store.lease({ ttlMs: 5000 }),
      () => store.compact({ keep: 1, olderThan: minuteAt(1) }),
      () => store.ping(),
    ];
    const took = await Promise.all(calls.map((call) => timed(expect(call()).rejects.toMatchObject(unavailable))));
    expect(Math.max(...took)).toBeLessThan(2500);
    const readStale = async () => {
      expect((await store.get(routeKey("hello"), { allowStale: true }))?.spec).toEqual({ step: 3 });
      expect((await store.list({ allowStale: true })).revision).toBe(3);
    };
    expect(await timed(readStale())).toBeLessThan(500);

    await etcd.start();
    expect(await watching.next("restored")).toEqual({ kind: "restored" });
    await eventually(() => commit(store, [put(someObject("hello", { step: 4 }))]));
    await store.putRecord("live/b", 1);
    expect((await watching.next("commit")).record).toMatchObject({ revision: 4, changes: [{ after: { spec: { step: 4 } } }] });
    expect(await watching.next("records")).toMatchObject({ reset: false, changes: [{ key: "live/b" }] });
    await watching.end();
    await store.close();
    await etcd.stop();
  });

  it.concurrent("loses nothing acknowledged and shows nothing twice when etcd is killed in the middle of commits, again and again", async () => {
    const etcd = await startEtcd({ safe: true });
    const stores = await Promise.all([openAt(etcd.url), openAt(etcd.url)]);
    const [one, two] = stores;
    const watching = new Watching(two, { after: 0 });
    let isOver = false;
    const writers = [writeUntil(one, "one", () => isOver), writeUntil(one, "more", () => isOver), writeUntil(two, "two", () => isOver)];
    for (const _ of numbers(1, 3)) {
      await delay(200 + Math.random() * 200);
      await etcd.kill();
      await etcd.start();
      await eventually(() => one.ping());
    }
    await delay(300);
    isOver = true;
    const acknowledged = (await Promise.all(writers)).flat();
    expect(acknowledged.length).toBeGreaterThan(20);
    await expectKept(one, acknowledged);
    const newest = await one.revision();
    const seen = await watching.commitsUntil(newest);
    expect(seen.map(({ revision }) => revision)).toEqual(numbers(1, newest));
    await watching.end();
    await Promise.all(stores.map((store) => store.close()));
    await etcd.stop();
  });

  it.concurrent("does not hang on an etcd that is stopped, and goes on when that one does", async () => {
    const etcd = await startEtcd({ safe: true });
    const store = await openAt(etcd.url);
    const watching = new Watching(store);
    await watching.next("snapshot");
    await commitMany(store, 1);
    etcd.process().signal("SIGSTOP");
    const attempts = numbers(1, 3).map((number) => store.commit({ ...request([put(someObject("hello", { number }))]), reason: `stopped-${number}` }));
    const others = [store.get(routeKey("hello")), store.putRecord("live/a", 1)];
    const took = await Promise.all([...attempts, ...others].map((call) => timed(expect(call).rejects.toMatchObject(storeError("ERR_STORE_UNAVAILABLE")))));
    expect(Math.max(...took)).toBeLessThan(2500);
    await watching.skipTo("outage");
    etcd.process().signal("SIGCONT");
    await watching.skipTo("restored");
    // What was under way may have become true or not, but not twice and not in part.
    await eventually(() => commit(store, [put(someObject("hello", { after: true }))]));
    const commits = await expectConsistent(store);
    expect(new Set(commits.map(({ reason }) => reason)).size).toBe(commits.length);
    await watching.commitsUntil(commits.length);
    await watching.end();
    await store.close();
    await etcd.stop();
  });
});

describeWith("the etcd store on a bad network", ["etcd-safe"], async () => {
  const etcd = await startEtcd({ safe: true });
  const port = Number(new URL(etcd.url).port);

  it.concurrent("finds out whether a commit arrived whose answer was lost, and does not make it twice", async () => {
    const proxy = await TcpProxy.start(port);
    const prefix = "/lost-answers/";
    const [store, other] = await Promise.all([openAt(`http://127.0.0.1:${proxy.port}`, { prefix }), openAt(etcd.url, { prefix })]);
    await commitMany(store, 1);
    for (const step of numbers(2, 6)) {
      proxy.swallowAnswers();
      const pending = store.commit({ ...request([put(someObject("hello", { step }), step - 1)]), reason: `step ${step}` });
      await eventually(async () => expect(await other.revision()).toBe(step));
      proxy.cut();
      proxy.mend();
      expect(await pending).toMatchObject({ kind: "committed", revision: step });
    }
    await expectConsistent(store);
    await Promise.all([store.close(), other.close()]);
  });

  it.concurrent("misses nothing while it is cut off, though etcd forgets its own history meanwhile", async () => {
    const proxy = await TcpProxy.start(port);
    const prefix = "/cut-off/";
    const [store, other] = await Promise.all([openAt(`http://127.0.0.1:${proxy.port}`, { prefix }), openAt(etcd.url, { prefix })]);
    await other.putRecord("live/old", 1);
    await other.putRecord("live/same", 1);
    const watching = new Watching(store, { after: 0, records: ["live/"] });
    expect((await watching.next("records")).changes).toHaveLength(2);
    proxy.cut();
    await watching.next("outage");
    await commitMany(other, 50);
    await other.deleteRecord("live/old");
    await other.putRecord("live/new", 2);
    await compactEngine(etcd.url);
    proxy.mend();
    await watching.next("restored");
    expect((await watching.commitsUntil(50)).map(({ revision }) => revision)).toEqual(numbers(1, 50));
    const { changes } = await watching.next("records");
    expect(changes.map(({ key, value }) => [key, value])).toEqual([
      ["live/old", undefined],
      ["live/new", 2],
    ]);

    proxy.cut();
    await watching.next("outage");
    await commitMany(other, 20, "second");
    await other.compact({ keep: 5, olderThan: minuteAt(1000) });
    await compactEngine(etcd.url);
    proxy.mend();
    await watching.next("restored");
    expect(await watching.next("snapshot")).toMatchObject({ revision: 70, relisted: true, objects: { length: 2 } });
    await commit(other, [put(someObject("third"))]);
    expect((await watching.next("commit")).record.revision).toBe(71);
    await watching.end();
    await Promise.all([store.close(), other.close()]);
  });

  it.concurrent("notices that its connections have fallen silent", async () => {
    const proxy = await TcpProxy.start(port);
    const prefix = "/silent/";
    const [store, other] = await Promise.all([openAt(`http://127.0.0.1:${proxy.port}`, { prefix }), openAt(etcd.url, { prefix })]);
    const watching = new Watching(store, { after: 0, records: ["live/"] });
    await watching.next("records");
    proxy.freeze();
    await other.putRecord("live/a", 1);
    expect((await watching.skipTo("records")).changes).toMatchObject([{ key: "live/a" }]);
    await commitMany(other, 2);
    expect((await watching.commitsUntil(2)).map(({ revision }) => revision)).toEqual([1, 2]);
    await watching.end();
    await Promise.all([store.close(), other.close()]);
  });
});
