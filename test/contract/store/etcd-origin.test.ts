import { expect, it } from "vitest";
import { startEtcd } from "../../kit/binary/etcd.ts";
import { describeWith } from "../../kit/binary/require.ts";
import { expectConsistent } from "./consistency.ts";
import { eventually, openAt } from "./etcd-fixture.ts";
import { deleteUnder, enableAuthentication, keysUnder, putKey } from "./etcd-outside.ts";
import { collect, linesOf, numbers, Watching } from "./watching.ts";
import { commit, commitMany, minuteAt, put, request, routeKey, someObject, storeError } from "./writing.ts";

describeWith("what the etcd store finds under its prefix", ["etcd-safe"], async () => {
  const etcd = await startEtcd({ safe: true });

  it("is its own, apart from other prefixes", async () => {
    const [one, two] = await Promise.all([openAt(etcd.url, { prefix: "/apart/" }), openAt(etcd.url, { prefix: "/apart/er/" })]);
    await commitMany(one, 2);
    await one.putRecord("live/a", 1);
    expect(await two.revision()).toBe(0);
    await commitMany(two, 1, "other");
    expect((await one.list({})).objects.map(({ name }) => name)).toEqual(["hello"]);
    expect((await two.list({})).objects.map(({ name }) => name)).toEqual(["other"]);
    expect(await two.listRecords("")).toEqual([]);
    await Promise.all([one.close(), two.close()]);
  });

  it("is refused when it is another program's", async () => {
    await putKey(etcd.url, "/foreign/config", "x");
    await expect(openAt(etcd.url, { prefix: "/foreign/" })).rejects.toMatchObject(
      storeError("ERR_STORE_FOREIGN", "keys of another program, as /foreign/config"),
    );
  });

  it("is refused when it is damaged, or written by a newer program, naming the key", async () => {
    const cases = [
      ["head", "not JSON", "ERR_STORE_CORRUPT"],
      ["head", '{"schema":2}', "ERR_STORE_NEWER_SCHEMA"],
      ["object/Route/default/hello", '{"schema":3}', "ERR_STORE_NEWER_SCHEMA"],
      ["object/Route/default/hello", "{}", "ERR_STORE_CORRUPT"],
    ] as const;
    for (const [place, [key, value, code]] of cases.entries()) {
      const prefix = `/bad-${place}/`;
      const store = await openAt(etcd.url, { prefix });
      await commitMany(store, 2);
      await store.close();
      await putKey(etcd.url, prefix + key, value);
      await expect(openAt(etcd.url, { prefix }).then((again) => again.list({}))).rejects.toMatchObject(storeError(code, prefix + key));
    }
  });

  it("refuses a record that a newer program wrote, and the rest goes on", async () => {
    const store = await openAt(etcd.url, { prefix: "/newer/" });
    await putKey(etcd.url, "/newer/record/live/a", '{"schema":2,"value":1}');
    await expect(store.getRecord("live/a")).rejects.toMatchObject(storeError("ERR_STORE_NEWER_SCHEMA", "/newer/record/live/a"));
    expect(await commit(store, [put(someObject("hello"))])).toBe(1);
    await store.close();
  });

  it("may be another store or an older one of a sudden: watchers get it whole", async () => {
    const store = await openAt(etcd.url, { prefix: "/replaced/" });
    await commitMany(store, 3);
    const lines = await linesOf(store);
    await commitMany(store, 2, "later");
    const watching = new Watching(store);
    expect(await watching.next("snapshot")).toMatchObject({ revision: 5 });
    await deleteUnder(etcd.url, "/replaced/");
    expect(await watching.next("snapshot")).toEqual({ kind: "snapshot", revision: 0, objects: [], relisted: true });
    await store.restore(lines);
    expect((await watching.commitsUntil(3)).map(({ revision }) => revision)).toEqual([1, 2, 3]);
    expect((await store.get(routeKey("hello")))?.spec).toEqual({ step: 3 });
    await watching.end();
    await store.close();
  });

  it("is left empty by a restore that died, for whoever writes next", async () => {
    const prefix = "/half-restored/";
    await putKey(etcd.url, `${prefix}head`, '{"schema":1,"store":"a","revision":0,"oldest":1,"isPending":false,"staging":{"id":"dead","isRestore":true}}');
    await putKey(etcd.url, `${prefix}object/Route/default/ghost`, '{"schema":1,"object":{}}');
    await putKey(etcd.url, `${prefix}record/meta/token/ghost`, '{"schema":1,"value":1}');
    await putKey(etcd.url, `${prefix}history/0000000000000001`, "{}");
    const store = await openAt(etcd.url, { prefix });
    expect((await store.list({})).objects).toEqual([]);
    expect(await commit(store, [put(someObject("hello"))])).toBe(1);
    await expectConsistent(store);
    expect(await store.listRecords("meta/")).toEqual([]);
    expect([...(await keysUnder(etcd.url, prefix)).keys()].filter((key) => key.includes("ghost"))).toEqual([]);
    await store.close();
  });

  it("is read rightly while a large commit is not yet written out, and finished by whoever comes next", async () => {
    const prefix = "/pending/";
    const store = await openAt(etcd.url, { prefix });
    await commitMany(store, 1);
    await commit(
      store,
      numbers(1, 500).map((number) => put(someObject(`r${number}`, { number }))),
    );
    await eventually(async () => expect((await keysUnder(etcd.url, `${prefix}head`)).get(`${prefix}head`)).toContain('"isPending":false'));
    await store.close();
    // As if the writer had died right after the commit became true.
    await deleteUnder(etcd.url, `${prefix}touch/Route/default/r`);
    await deleteUnder(etcd.url, `${prefix}object/Route/default/r`);
    const head = (await keysUnder(etcd.url, `${prefix}head`)).get(`${prefix}head`) ?? "";
    await putKey(etcd.url, `${prefix}head`, head.replace('"isPending":false', '"isPending":true'));

    const reader = await openAt(etcd.url, { prefix });
    expect((await reader.list({ limit: 1000 })).objects).toHaveLength(501);
    expect((await reader.get(routeKey("r7"), { revision: 2 }))?.spec).toEqual({ number: 7 });
    expect(await reader.get(routeKey("r7"), { revision: 1 })).toBeUndefined();
    expect((await reader.history({ key: routeKey("r500") })).commits).toMatchObject([{ revision: 2 }]);
    expect(await commit(reader, [put(someObject("r7", { changed: true }), 2)])).toBe(3);
    expect((await keysUnder(etcd.url, `${prefix}object/`)).size).toBe(501);
    await expectConsistent(reader);
    await reader.close();
  });

  it("collects what died before it became true", async () => {
    const prefix = "/waste/";
    const store = await openAt(etcd.url, { prefix });
    await commitMany(store, 3);
    await putKey(etcd.url, `${prefix}staged/dead/chunk/00000000`, "half a commit");
    await putKey(etcd.url, `${prefix}staged/alive/owner`, "");
    await putKey(etcd.url, `${prefix}staged/alive/chunk/00000000`, "half a commit");
    await store.compact({ keep: 10, olderThan: minuteAt(0) });
    expect([...(await keysUnder(etcd.url, `${prefix}staged/`)).keys()]).toEqual([`${prefix}staged/alive/chunk/00000000`, `${prefix}staged/alive/owner`]);
    expect((await store.history({})).commits).toHaveLength(3);
    await store.close();
  });

  it("must be named rightly", async () => {
    const invalid = (text: string) => storeError("ERR_STORE_INVALID_REQUEST", text);
    await expect(openAt([])).rejects.toMatchObject(invalid("at least one endpoint"));
    await expect(openAt("127.0.0.1:2379")).rejects.toMatchObject(invalid('"127.0.0.1:2379"'));
    await expect(openAt(["http://a:1", "https://b:1"])).rejects.toMatchObject(invalid("mix http and https"));
    await expect(openAt(etcd.url, { prefix: "sluice" })).rejects.toMatchObject(invalid('"sluice"'));
    await expect(openAt(etcd.url, { tls: { authorities: "x" } })).rejects.toMatchObject(invalid("need https"));
    await expect(openAt("http://127.0.0.1:1")).rejects.toMatchObject(storeError("ERR_STORE_UNAVAILABLE", "http://127.0.0.1:1 does not answer"));
  });
});

describeWith("an etcd that says no", ["etcd-safe"], () => {
  it("tells whose rights are missing", async () => {
    const etcd = await startEtcd({ safe: true });
    const credentials = { user: "sluice", password: "right" };
    await expect(openAt(etcd.url, { credentials })).rejects.toMatchObject(storeError("ERR_STORE_DENIED", "leave user and password out"));
    await enableAuthentication(etcd.url, "right");
    await expect(openAt(etcd.url)).rejects.toMatchObject(storeError("ERR_STORE_DENIED", "wants a user and a password"));
    await expect(openAt(etcd.url, { credentials: { ...credentials, password: "wrong" } })).rejects.toMatchObject(storeError("ERR_STORE_DENIED"));
    await expect(openAt(etcd.url, { credentials, prefix: "/other/" })).rejects.toMatchObject(storeError("ERR_STORE_DENIED", "its rights"));

    const store = await openAt(etcd.url, { credentials });
    const lease = await store.lease({ ttlMs: 5000 });
    await store.putRecord("live/a", 1, { lease });
    const watching = new Watching(store, { records: ["live/"] });
    await watching.next("snapshot");
    await watching.next("records");
    await commitMany(store, 2);
    expect((await watching.commitsUntil(2)).map(({ revision }) => revision)).toEqual([1, 2]);
    await watching.end();
    await store.close();
    await etcd.stop();
  });

  it("tells when it is full, changes nothing, and is read on", async () => {
    const etcd = await startEtcd({ safe: true, args: ["--quota-backend-bytes=4000000"] });
    const store = await openAt(etcd.url);
    let last = 0;
    const fill = async () => {
      for (;;) last = await commit(store, [put(someObject(`r${last % 3}`, { last, text: "x".repeat(200_000) }))]);
    };
    await expect(fill()).rejects.toMatchObject(storeError("ERR_STORE_FULL", "raise its quota"));
    await expect(store.putRecord("live/a", 1)).rejects.toMatchObject(storeError("ERR_STORE_FULL"));
    await expect(store.commit(request([put(someObject("hello"))]))).rejects.toMatchObject({ code: "ERR_STORE_FULL", retryable: false });
    await expectConsistent(store);
    expect(await store.revision()).toBe(last);
    expect((await collect(store.backup())).length).toBeGreaterThan(last);
    await store.close();
    await etcd.stop();
  });
});
