import { describe, expect, it } from "vitest";
import { edsCluster, fakeResource, fakeRoute } from "../../../test/kit/xds/fake-resource.ts";
import { TestStream } from "../../../test/kit/xds/test-stream.ts";
import { isSettled } from "./describe.ts";
import { ledgerEntry } from "./ledger.ts";
import { nextWake } from "./next-wake.ts";

const held = (...names: readonly string[]): { readonly initialVersions: ReadonlyMap<string, string> } => ({
  initialVersions: new Map(names.map((name) => [name, "v1"])),
});

describe("a time to live", () => {
  const mortal = { ...fakeResource("cluster", "a"), ttlMs: 3001 };

  it("begins anew when a third of it is over, as long as it is wanted", () => {
    const stream = new TestStream();
    stream.set(mortal, fakeResource("cluster", "b"));
    stream.ask("cluster");
    expect(stream.taken()).toEqual(["cluster a", "cluster b"]);
    expect(nextWake(stream.state)).toBe(1001);
    stream.at = 1000;
    expect(stream.lines()).toEqual([]);
    stream.at = 1001;
    expect(stream.taken()).toEqual(["cluster a*"]);
    expect([nextWake(stream.state), isSettled(stream.state)]).toEqual([2002, true]);
    stream.set(fakeResource("cluster", "a", { version: "v2" }));
    expect(stream.taken()).toEqual(["cluster a"]);
    expect(nextWake(stream.state)).toBeUndefined();
  });

  it("ends with its resource, and with the subscription", () => {
    for (const end of ["removal", "unsubscribe"] as const) {
      const stream = new TestStream();
      stream.set(mortal);
      stream.ask("cluster", { subscribe: ["a"] });
      stream.taken();
      if (end === "removal") stream.change([["cluster", "a", undefined]]);
      else stream.ask("cluster", { unsubscribe: ["a"] });
      stream.taken();
      stream.at = 5000;
      expect(stream.lines()).toEqual([]);
      expect(nextWake(stream.state)).toBeUndefined();
    }
  });

  it("is nothing in the state of the world", () => {
    const stream = new TestStream("sotw");
    stream.set(mortal);
    stream.askSotw("cluster");
    expect([stream.lines(), nextWake(stream.state)]).toEqual([["cluster a"], undefined]);
  });

  it("begins anew whatever else the client has, and not while it owes too many answers", () => {
    const stream = new TestStream();
    const secrets = Array.from({ length: 257 }, (_, index) => ({ ...fakeResource("secret", `s${index}`), ttlMs: 3000 }));
    stream.set(...secrets);
    for (const type of ["cluster", "listener"] as const) stream.ask(type);
    stream.taken();
    stream.ask("secret", { subscribe: ["s0"] });
    stream.taken();
    stream.at = 1000;
    expect(stream.taken()).toEqual(["secret s0*"]);
    stream.ask("secret", { subscribe: secrets.map(({ name }) => name) });
    expect(stream.sent()).toHaveLength(256);
    stream.at = 2000;
    expect(stream.lines()).toEqual([]);
  });

  it("of a client that comes back begins anew at once: nobody knows how much is left", () => {
    const stream = new TestStream();
    stream.set(mortal);
    stream.ask("cluster", held("a"));
    expect(stream.taken()).toEqual(["cluster a*"]);
    expect(nextWake(stream.state)).toBe(1001);
  });
});

describe("a client that comes back", () => {
  it("gets clusters first, whatever it asks for before; the others wait for two seconds, endpoints for half of one", () => {
    const stream = new TestStream();
    stream.set(
      edsCluster("a", "v2"),
      fakeResource("endpoint", "a", { version: "v2" }),
      fakeRoute("r", ["a"], "v2"),
      fakeResource("listener", "l", { version: "v2" }),
    );
    stream.ask("endpoint", { subscribe: ["a"], ...held("a") });
    stream.ask("route", { subscribe: ["r"], ...held("r") });
    stream.ask("listener", held("l"));
    expect([stream.lines(), nextWake(stream.state)]).toEqual([[], 500]);
    stream.at = 499;
    expect(stream.lines()).toEqual([]);
    stream.at = 500;
    expect([stream.taken(), nextWake(stream.state)]).toEqual([["endpoint a"], 2000]);
    stream.ask("cluster", held("a"));
    expect(stream.taken()).toEqual(["cluster a", "endpoint a", "listener l", "route r"]);
  });

  it("gets everything else when it does not ask for clusters in time", () => {
    const stream = new TestStream();
    stream.set(fakeRoute("r", [], "v2"));
    stream.ask("route", { subscribe: ["r"], ...held("r") });
    stream.at = 1999;
    expect(stream.lines()).toEqual([]);
    stream.at = 2000;
    expect(stream.lines()).toEqual(["route r"]);
  });

  it("gets the endpoints that it has once more when it does not ask for clusters in time: it is warming some", () => {
    const stream = new TestStream();
    stream.set(edsCluster("a"), fakeResource("endpoint", "a"), fakeResource("endpoint", "gone"));
    stream.ask("endpoint", { subscribe: ["a", "gone"], ...held("a", "gone") });
    stream.change([["endpoint", "gone", undefined]]);
    expect(stream.lines()).toEqual([]);
    stream.at = 500;
    expect(stream.taken()).toEqual(["endpoint a"]);
  });

  it("is looked at again when the first of several times comes, whatever it asks for first", () => {
    const stream = new TestStream();
    stream.ask("route", { subscribe: ["r"], ...held("r") });
    stream.ask("endpoint", { subscribe: ["a"], ...held("a") });
    stream.ask("listener", held("l"));
    expect(nextWake(stream.state)).toBe(500);
  });

  it("waits for nothing where clusters come by another stream, and with what uses none", () => {
    const routes = new TestStream("delta", "route");
    routes.set(fakeRoute("r", [], "v2"));
    routes.ask("route", { subscribe: ["r"], ...held("r") });
    expect([nextWake(routes.state), routes.taken()]).toEqual([undefined, ["route r"]]);
    const secrets = new TestStream();
    secrets.set(fakeResource("secret", "s", { version: "v2" }));
    secrets.ask("secret", { subscribe: ["s"], ...held("s") });
    expect([nextWake(secrets.state), secrets.taken()]).toEqual([undefined, ["secret s"]]);
  });

  it("gets the endpoints that it has once more where nobody here knows its clusters", () => {
    const stream = new TestStream("delta", "endpoint");
    stream.set(fakeResource("endpoint", "a"));
    stream.ask("endpoint", { subscribe: ["a"], ...held("a") });
    expect(stream.taken()).toEqual(["endpoint a"]);
  });

  it("loses nothing before it could tell what its last good routes need", () => {
    const stream = new TestStream();
    stream.at = 10;
    stream.set(fakeResource("cluster", "b"));
    stream.ask("cluster", held("a", "b"));
    expect([stream.lines(), nextWake(stream.state), isSettled(stream.state)]).toEqual([[], 2010, false]);
    stream.at = 2009;
    expect(stream.lines()).toEqual([]);
    stream.at = 2010;
    expect(stream.taken()).toEqual(["cluster -a"]);
    expect([nextWake(stream.state), isSettled(stream.state)]).toEqual([undefined, true]);
  });

  it("keeps the clusters of a route that it refuses to replace, and counts as settled", () => {
    const stream = new TestStream();
    stream.set(fakeRoute("r", [], "bad"), fakeResource("listener", "l", { references: { route: ["r"] } }));
    stream.ask("cluster", held("a"));
    stream.ask("route", { subscribe: ["r"], ...held("r") });
    const [route] = stream.sent();
    stream.ask("route", { nonce: route?.nonce ?? "", error: "bad" });
    stream.at = 5000;
    expect(stream.lines()).toEqual([]);
    expect(isSettled(stream.state)).toBe(true);
    stream.set(fakeRoute("r", [], "good"));
    expect(stream.taken()).toEqual(["route r"]);
    expect(stream.taken()).toEqual(["cluster -a"]);
  });
});

describe("a stream of one type", () => {
  it("gets removals half a minute late, because nobody knows when the references are gone", () => {
    const stream = new TestStream("delta", "cluster");
    stream.set(fakeResource("cluster", "a"));
    stream.ask("cluster");
    stream.taken();
    stream.at = 100;
    stream.change([["cluster", "a", undefined]]);
    expect([stream.lines(), nextWake(stream.state), isSettled(stream.state)]).toEqual([[], 30_100, false]);
    stream.at = 30_099;
    expect(stream.lines()).toEqual([]);
    stream.at = 30_100;
    expect(stream.taken()).toEqual(["cluster -a"]);
  });

  it("of endpoints gets them again a second after their cluster changed", () => {
    const stream = new TestStream("delta", "endpoint");
    stream.set(edsCluster("a"), edsCluster("other"), fakeResource("endpoint", "a"), fakeResource("endpoint", "other"));
    stream.ask("endpoint", { subscribe: ["a"] });
    expect(stream.taken()).toEqual(["endpoint a"]);
    stream.set(edsCluster("a", "v2"), edsCluster("other", "v2"));
    expect([stream.lines(), nextWake(stream.state)]).toEqual([[], 1000]);
    stream.at = 999;
    expect(stream.lines()).toEqual([]);
    stream.at = 1000;
    expect(stream.taken()).toEqual(["endpoint a"]);
    expect(nextWake(stream.state)).toBeUndefined();
    stream.change([["cluster", "a", undefined]]);
    expect(nextWake(stream.state)).toBeUndefined();
  });

  it("of endpoints sends them again to who has them, and not to who does not want all of them any more", () => {
    for (const unsubscribe of [[], ["*"]]) {
      const stream = new TestStream("delta", "endpoint");
      stream.set(edsCluster("a"), fakeResource("endpoint", "a"));
      stream.ask("endpoint", { subscribe: ["*"] });
      stream.taken();
      stream.set(edsCluster("a", "v2"));
      stream.ask("endpoint", { unsubscribe });
      stream.at = 1000;
      expect(stream.lines()).toEqual(unsubscribe.length === 0 ? ["endpoint a"] : []);
      expect(ledgerEntry(stream.state, "endpoint", "a")?.held).toBe(unsubscribe.length === 0 ? "v1" : undefined);
    }
  });

  it("of endpoints does not send them again to who has let them go", () => {
    const stream = new TestStream("delta", "endpoint");
    stream.set(edsCluster("a"), fakeResource("endpoint", "a"));
    stream.ask("endpoint", { subscribe: ["a"] });
    stream.taken();
    stream.set(edsCluster("a", "v2"));
    stream.ask("endpoint", { unsubscribe: ["a"] });
    stream.at = 1000;
    expect(stream.lines()).toEqual([]);
  });
});
