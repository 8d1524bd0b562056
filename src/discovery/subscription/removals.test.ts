import { describe, expect, it } from "vitest";
import { fakeResource, fakeRoute } from "../../../test/kit/xds/fake-resource.ts";
import { TestStream } from "../../../test/kit/xds/test-stream.ts";
import type { Resource, ResourceType } from "../../snapshot/resource.ts";
import { ledgerEntry } from "./ledger.ts";

const referring = (type: ResourceType, version: string, used: ResourceType): Resource =>
  fakeResource(type, "t/user", { version, references: { [used]: ["x"] } });
const free = (type: ResourceType, version: string): Resource => fakeResource(type, "t/user", { version });

describe("what is removed while a client may still use it", () => {
  it.each<readonly [user: ResourceType, used: ResourceType]>([
    ["listener", "route"],
    ["scoped-route", "route"],
    ["listener", "extension"],
    ["route", "extension"],
    ["virtual-host", "extension"],
    ["extension", "cluster"],
    ["listener", "cluster"],
    ["route", "cluster"],
    ["virtual-host", "cluster"],
    ["cluster", "endpoint"],
    ["cluster", "secret"],
    ["extension", "secret"],
    ["listener", "secret"],
  ])("stays until the %s without that %s is acknowledged", (user, used) => {
    const stream = new TestStream();
    stream.set(referring(user, "v1", used), fakeResource(used, "x"));
    stream.ask(user, { subscribe: ["t/user"] });
    stream.ask(used, { subscribe: ["x"] });
    stream.taken();
    stream.change([
      [used, "x", undefined],
      [user, "t/user", free(user, "v2")],
    ]);
    const replaced = stream.sent();
    expect(replaced.map(({ type, removed }) => [type, removed])).toEqual([[user, []]]);
    expect(ledgerEntry(stream.state, used, "x")?.state).toBe("leaving");
    stream.ack(replaced);
    // That an extension is gone is never told.
    expect(stream.taken()).toEqual(used === "extension" ? [] : [`${used} -x`]);
    expect(ledgerEntry(stream.state, used, "x")?.state).toBe("absent");
  });

  it("goes at once where nothing that may be in force refers to it", () => {
    const stream = new TestStream();
    stream.set(free("route", "v1"), fakeResource("cluster", "x"));
    stream.ask("cluster");
    stream.ask("route", { subscribe: ["t/user"] });
    stream.taken();
    stream.set(free("route", "v2"));
    stream.sent();
    stream.change([["cluster", "x", undefined]]);
    expect(stream.lines()).toEqual(["cluster -x"]);
  });

  it("stays for what was sent meanwhile, and may be in force by now", () => {
    const stream = new TestStream();
    stream.set(free("route", "v1"), fakeResource("cluster", "x"));
    stream.ask("cluster");
    stream.ask("route", { subscribe: ["t/user"] });
    stream.taken();
    stream.set(referring("route", "v2", "cluster"));
    const second = stream.sent();
    stream.change([
      ["cluster", "x", undefined],
      ["route", "t/user", free("route", "v3")],
    ]);
    const third = stream.sent();
    expect(third.map(({ type }) => type)).toEqual(["route"]);
    stream.ack(second);
    expect(stream.lines()).toEqual([]);
    stream.ack(third);
    expect(stream.taken()).toEqual(["cluster -x"]);
  });

  it("goes when the view itself means it to go, although something that is on its way refers to it", () => {
    const stream = new TestStream();
    stream.set(referring("route", "v1", "cluster"), fakeResource("cluster", "x"));
    stream.ask("cluster");
    stream.ask("route", { subscribe: ["t/user"] });
    const messages = stream.sent();
    stream.ack(messages.filter(({ type }) => type === "cluster"));
    stream.change([["cluster", "x", undefined]]);
    expect(stream.lines()).toEqual(["cluster -x"]);
  });

  it("stays for a route from an earlier stream that goes too: nobody knows what that refers to", () => {
    const stream = new TestStream();
    stream.ask("cluster", { initialVersions: new Map([["x", "v1"]]) });
    stream.ask("route", { subscribe: ["r"], initialVersions: new Map([["r", "v1"]]) });
    stream.at = 2000;
    const gone = stream.sent();
    expect(gone.map(({ removed }) => removed)).toEqual([["r"]]);
    stream.ack(gone);
    expect(stream.taken()).toEqual(["cluster -x"]);
  });

  it("stays while a client that is back in the state of the world has not taken its clusters", () => {
    const stream = new TestStream("sotw");
    stream.set(fakeResource("cluster", "a"), fakeResource("secret", "x"));
    stream.askSotw("cluster", { version: "of an earlier stream" });
    stream.askSotw("secret", { names: ["x"] });
    const messages = stream.sent();
    for (const { type, nonce, version } of messages) if (type === "secret") stream.askSotw(type, { names: ["x"], nonce, version });
    stream.change([["secret", "x", undefined]]);
    stream.at = 2000;
    expect(stream.sent()).toEqual([]);
    for (const { type, nonce, version } of messages) if (type === "cluster") stream.askSotw(type, { nonce, version });
    expect(stream.sent().map(({ type, missing }) => [type, missing])).toEqual([["secret", ["x"]]]);
  });

  it("goes in the opposite order of what is new", () => {
    const stream = new TestStream();
    stream.set(fakeResource("secret", "s"), fakeResource("listener", "l"), fakeResource("endpoint", "e"));
    stream.ask("secret", { subscribe: ["s"] });
    stream.ask("endpoint", { subscribe: ["e"] });
    stream.ask("listener");
    expect(stream.taken()).toEqual(["secret s", "endpoint e", "listener l"]);
    stream.change([
      ["secret", "s", undefined],
      ["endpoint", "e", undefined],
      ["listener", "l", undefined],
    ]);
    expect(stream.taken()).toEqual(["listener -l", "endpoint -e", "secret -s"]);
  });

  it("waits for everything that is new", () => {
    const stream = new TestStream();
    stream.set(fakeRoute("old", []));
    stream.ask("route", { subscribe: ["old", "new"] });
    stream.taken();
    stream.change([
      ["route", "old", undefined],
      ["route", "new", fakeRoute("new", [])],
    ]);
    expect(stream.lines()).toEqual(["route new", "route -old"]);
  });
});
