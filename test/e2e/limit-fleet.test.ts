import { beforeAll, expect, it } from "vitest";
import type { JsonObject } from "../../src/kit/json.ts";
import { describeWith } from "../kit/binary/require.ts";
import { type LimitedFleet, startLimitedFleet } from "../kit/limits/limited-fleet.ts";
import { paced, tally } from "../kit/traffic/paced.ts";

/** A busy machine is no outage. */
const patient = { timeout: "5s" };
const limit = 40;
const windowMs = 30_000;

const rules: Readonly<Record<string, JsonObject>> = {
  warm: { ...patient, limits: [{ name: "all", rate: "100000/s" }] },
  fixed: { ...patient, limits: [{ name: "all", rate: `${limit}/d` }] },
  sliding: { ...patient, limits: [{ name: "all", rate: `${limit}/d`, algorithm: "sliding-window" }] },
  bucket: { ...patient, limits: [{ name: "all", rate: `${limit}/d`, algorithm: "token-bucket" }] },
  calendar: { ...patient, limits: [{ name: "all", rate: `${limit}/month`, timeZone: "Europe/Berlin" }] },
  users: { ...patient, limits: [{ name: "per-user", key: [{ header: "x-user" }], rate: "7/d" }] },
  edges: { ...patient, limits: [{ name: "all", rate: "20/s" }] },
  skewed: { ...patient, limits: [{ name: "all", rate: `${limit}/${windowMs}ms` }] },
  flights: { ...patient, limits: [{ name: "slots", algorithm: "concurrency", max: 4 }] },
  brief: { ...patient, limits: [{ name: "slots", algorithm: "concurrency", max: 3, lease: "3s" }] },
  frozen: { ...patient, limits: [{ name: "all", rate: "200/d", onOutage: "deny" }] },
  kept: { ...patient, limits: [{ name: "all", rate: "300/d", onOutage: "deny" }] },
  drained: { ...patient, limits: [{ name: "all", rate: "300/d", onOutage: "deny" }] },
};

describeWith("limits of a fleet: two proxies, three replicas and Redis", ["envoy", "etcd", "redis"], () => {
  const test: { fleet?: LimitedFleet } = {};
  const fleet = (): LimitedFleet => {
    if (test.fleet === undefined) throw new Error("The test is not set up");
    return test.fleet;
  };
  beforeAll(async () => {
    test.fleet = await startLimitedFleet(rules);
    // Connections to every replica are there before anything is counted.
    await statuses(60, "/warm");
  }, 60_000);
  const statuses = async (count: number, path: string, perSecond = 200): Promise<Record<string, number>> =>
    tally(await paced(count, async (index) => (await fleet().ask(index % 2, path)).status, perSecond));

  it("every replica is asked", async () => {
    const asked = await Promise.all(fleet().replicas.map((replica) => replica.program().metric("sluice_ratelimit_total_hits_total")));
    expect(asked.every((count) => count > 0)).toBe(true);
    expect(asked.reduce((sum, count) => sum + count, 0)).toBe(60);
  });

  it.each(["fixed", "sliding", "bucket", "calendar"])("%s: twice the limit was offered, the limit was admitted", async (name) => {
    expect(await statuses(2 * limit, `/${name}`)).toEqual({ 200: limit, 429: limit });
  });

  it("each value of a key has a limit of its own, over all proxies", async () => {
    const users = ["ann", "bob", "eve"];
    const all = await paced(60, async (index) => {
      const user = users[index % 3] ?? "";
      const { status } = await fleet().ask(index % 2, "/users", { "x-user": user });
      return `${user} ${status}`;
    });
    expect(tally(all)).toEqual(
      Object.fromEntries(
        users.flatMap((user) => [
          [`${user} 200`, 7],
          [`${user} 429`, 13],
        ]),
      ),
    );
  });

  it("no window admits more than its limit, whichever replica counts", async () => {
    const answers = await paced(
      400,
      async (index) => {
        const before = Math.floor(Date.now() / 1000);
        const { status } = await fleet().ask(index % 2, "/edges");
        return { before, after: Math.floor(Date.now() / 1000), status };
      },
      100,
    );
    const admitted = answers.filter(({ status }) => status === 200);
    const surely = tally(admitted.flatMap(({ before, after }) => (before === after ? [before] : [])));
    expect(Object.values(surely).filter((count) => count > 20)).toEqual([]);
    const windows = new Set(answers.flatMap(({ before, after }) => [before, after])).size;
    expect(admitted.length).toBeLessThanOrEqual(20 * windows);
    expect(admitted.length).toBeGreaterThanOrEqual(20 * (windows - 2));
  });

  it("a replica whose clock is half a minute ahead counts in the same window", async () => {
    const left = (): number => windowMs - (Date.now() % windowMs);
    await expect.poll(left, { timeout: windowMs }).toBeGreaterThan(8000);
    expect(await statuses(2 * limit, "/skewed")).toEqual({ 200: limit, 429: limit });
  });

  it("requests in flight are counted over all proxies, and each gives its place back", async () => {
    fleet().backend.answer = () => ({ delayMs: 1500 });
    const held = await Promise.all(Array.from({ length: 10 }, (_, index) => fleet().ask(index % 2, "/flights")));
    expect(tally(held.map(({ status }) => status))).toEqual({ 200: 4, 429: 6 });
    fleet().backend.answer = () => ({});
    await expect.poll(async () => (await fleet().ask(0, "/flights")).status, { timeout: 5000 }).toBe(200);
  });

  it("a replica that is killed and started anew costs no request and no count", async () => {
    const [, second] = fleet().replicas;
    const load = statuses(1200, "/kept", 300);
    await second?.program().kill();
    await second?.start();
    const { 200: admitted = 0, 429: refused = 0, ...others } = await load;
    expect(others).toEqual({});
    expect(admitted + refused).toBe(1200);
    // A call that was lost with its answer is asked again, and counts twice: never one more than the limit.
    expect(admitted).toBeLessThanOrEqual(300);
    expect(admitted).toBeGreaterThan(280);
  });

  it("a replica that is stopped in order and started anew costs no request and no count", async () => {
    const [, second] = fleet().replicas;
    const load = statuses(1200, "/drained", 300);
    await second?.program().stop();
    await second?.start();
    expect(await load).toEqual({ 200: 300, 429: 900 });
  });

  it("a replica that hangs costs no request and no count", async () => {
    const [first] = fleet().replicas;
    first?.program().signal("SIGSTOP");
    const { 200: admitted = 0, 429: refused = 0, ...others } = await statuses(400, "/frozen");
    first?.program().signal("SIGCONT");
    expect(others).toEqual({});
    expect(admitted + refused).toBe(400);
    expect(admitted).toBe(200);
  });

  it("what a crashed proxy had in flight is given back by time", async () => {
    const { backend, envoys } = fleet();
    const isHeld = { "x-held": "1" };
    backend.answer = ({ headers }) => (headers["x-held"] === undefined ? {} : { delayMs: 30_000 });
    const lost = Promise.allSettled(Array.from({ length: 3 }, () => fleet().ask(1, "/brief", isHeld)));
    await expect.poll(() => backend.seen.filter(({ headers }) => headers["x-held"] === "1").length, { timeout: 5000 }).toBe(3);
    expect((await fleet().ask(0, "/brief")).status).toBe(429);
    await envoys[1]?.kill();
    expect((await lost).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect((await fleet().ask(0, "/brief")).status).toBe(429);
    await expect.poll(async () => (await fleet().ask(0, "/brief")).status, { timeout: 10_000 }).toBe(200);
  });
});
