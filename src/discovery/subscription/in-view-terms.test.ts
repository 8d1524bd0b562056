import { describe, expect, it } from "vitest";
import { fakeResource, fakeRoute } from "../../../test/kit/xds/fake-resource.ts";
import { TestStream } from "../../../test/kit/xds/test-stream.ts";
import { codec } from "../../gen/codec.ts";
import type { Resource } from "../../snapshot/resource.ts";
import type { Refusal } from "./action.ts";
import { entryInViewTerms, otherwiseInViewTerms, refusalInViewTerms } from "./in-view-terms.ts";
import { ledgerEntry } from "./ledger.ts";

/** A table whose hosts travel by themselves; its own version is `head` with the number of its form without hosts. */
function table(version: string, head: string, hosts: NonNullable<Resource["hosts"]> = "pushed"): Resource {
  const whole = fakeRoute("t", [], version);
  return { ...whole, split: () => ({ ...fakeRoute("t", [], head), hosts }) };
}

function host(name: string, version = "v1"): Resource {
  const bytes = Uint8Array.from(codec("envoy.config.route.v3.VirtualHost").encode({ name, domains: [name.slice(2)] }));
  return fakeResource("virtual-host", name, { version, bytes });
}

/** A client that has asked for one table, and is shown it. */
function shown(...resources: readonly Resource[]): TestStream {
  const stream = new TestStream();
  stream.set(...resources);
  stream.ask("route", { subscribe: ["t"] });
  stream.ask("virtual-host");
  return stream;
}

function refusals(stream: TestStream, type: Resource["type"]): readonly Refusal[] {
  const sent = stream.sent().filter((message) => message.type === type);
  return sent.flatMap(({ nonce }) => stream.ask(type, { nonce, error: "no" })).flatMap((action) => (action.kind === "refused" ? [action.refusal] : []));
}

describe("a stream in the terms of its view", () => {
  it("takes a table when it has taken the table and all of its hosts", () => {
    const stream = shown(table("w1", "h1"), host("t/a.test"));
    const [head, ...hosts] = stream.sent();
    stream.ack(head === undefined ? [] : [head]);
    expect(entryInViewTerms(stream.state, "route", "t")).toMatchObject({ state: "sent", wanted: "w1", held: undefined });
    stream.ack(hosts);
    expect(entryInViewTerms(stream.state, "route", "t")).toMatchObject({ state: "acked", wanted: "w1", held: "w1" });
  });

  it("refuses the whole table when it refuses what is left of it without hosts", () => {
    const stream = shown(table("w1", "h1"), host("t/a.test"));
    const [refusal] = refusals(stream, "route");
    expect(refusal).toMatchObject({ name: "t", version: "h1" });
    expect(refusal && refusalInViewTerms(stream.state, { refusal, held: undefined })).toMatchObject({ refusal: { name: "t", version: "w1" }, held: "unknown" });
    expect(entryInViewTerms(stream.state, "route", "t")).toMatchObject({ state: "refused", wanted: "w1" });
  });

  it("refuses a host and with it its table", () => {
    const stream = shown(table("w1", "h1"), host("t/a.test"));
    const sent = stream.sent();
    stream.ack(sent.filter(({ type }) => type === "route"));
    for (const { type, nonce } of sent) if (type === "virtual-host") stream.ask(type, { nonce, error: "no" });
    expect(otherwiseInViewTerms(stream.state)).toEqual([
      { type: "virtual-host", name: "t/a.test" },
      { type: "route", name: "t" },
    ]);
    expect(entryInViewTerms(stream.state, "route", "t")?.state).toBe("sent");
  });

  it("refuses the host that serves a name where it was asked for by another", () => {
    const stream = shown(table("w1", "h1", "onDemand"), host("t/*.test"));
    stream.ack(stream.sent());
    stream.ask("virtual-host", { subscribe: ["t/a.test"] });
    const [refusal] = refusals(stream, "virtual-host");
    expect(refusal).toMatchObject({ name: "t/a.test" });
    expect(refusal && refusalInViewTerms(stream.state, { refusal, held: undefined }).refusal).toMatchObject({ name: "t/*.test", version: "v1" });
  });

  it("is on its way to a table's newest version, and has another until then", () => {
    const stream = shown(table("w1", "h1"), host("t/a.test"));
    stream.ack(stream.sent());
    stream.set(table("w2", "h2"));
    expect(entryInViewTerms(stream.state, "route", "t")).toMatchObject({ state: "due", wanted: "w2", sent: undefined, held: "h1" });
    const sent = stream.sent();
    expect(entryInViewTerms(stream.state, "route", "t")).toMatchObject({ state: "sent", wanted: "w2", sent: "w2", held: "h1" });
    stream.ack(sent);
    expect(entryInViewTerms(stream.state, "route", "t")).toMatchObject({ state: "acked", wanted: "w2", held: "w2" });
  });

  it("takes a table whatever becomes of the hosts of another, or where it asks for no hosts", () => {
    const stream = shown(table("w1", "h1"), host("t/a.test"), host("u/a.test"));
    stream.ack(stream.sent());
    stream.ask("virtual-host", { subscribe: ["u/a.test"] });
    stream.ack(stream.sent());
    stream.set(host("u/a.test", "v2"));
    stream.sent();
    expect(entryInViewTerms(stream.state, "route", "t")).toMatchObject({ state: "acked", held: "w1" });
    const without = new TestStream();
    without.set(table("w1", "h1"));
    without.ask("route", { subscribe: ["t"] });
    without.ack(without.sent());
    expect(entryInViewTerms(without.state, "route", "t")).toMatchObject({ state: "acked", held: "w1" });
  });

  it("knows nothing of what was not asked for, and of a host what the ledger says", () => {
    const stream = shown(table("w1", "h1"), host("t/a.test"));
    stream.ack(stream.sent());
    expect(entryInViewTerms(stream.state, "route", "other")).toBeUndefined();
    expect(entryInViewTerms(stream.state, "virtual-host", "t/a.test")).toEqual(ledgerEntry(stream.state, "virtual-host", "t/a.test"));
    expect(otherwiseInViewTerms(stream.state)).toEqual([]);
  });

  it("has otherwise what it keeps although it is gone, and not what is on its way", () => {
    const stream = shown(table("w1", "h1"), fakeResource("cluster", "a"), fakeResource("cluster", "b"));
    stream.ask("cluster");
    stream.ack(stream.sent());
    stream.change([
      ["cluster", "a", undefined],
      ["cluster", "b", fakeResource("cluster", "b", { version: "v2" })],
    ]);
    expect(otherwiseInViewTerms(stream.state)).toEqual([{ type: "cluster", name: "a" }]);
    const [changed] = stream.sent();
    stream.nack(changed);
    expect(otherwiseInViewTerms(stream.state)).toContainEqual({ type: "cluster", name: "b" });
    expect(otherwiseInViewTerms(stream.state).map(({ type }) => type)).not.toContain("route");
  });

  it("refuses in the words of the stream what is not what the view has now, and a host that has a name of its own", () => {
    const stream = shown(table("w1", "h1"), host("t/a.test"), host("t/*.test"));
    const told = (type: Resource["type"], name: string, version: string) => ({ refusal: { type, name, version, detail: "no" }, held: undefined });
    for (const each of [
      told("route", "t", "h0"),
      told("route", "gone", "h1"),
      told("virtual-host", "t/a.test", "v1"),
      told("virtual-host", "t/b.other", "none"),
    ]) {
      expect(refusalInViewTerms(stream.state, each)).toEqual(each);
    }
  });

  it("is the view's own where that is what the client is shown", () => {
    const stream = new TestStream("sotw");
    stream.set(table("w1", "h1"));
    const refusal = { type: "route", name: "t", version: "w1", detail: "no" } as const;
    expect(refusalInViewTerms(stream.state, { refusal, held: undefined })).toEqual({ refusal, held: undefined });
  });
});

describe("virtual hosts that were refused together", () => {
  it("are tried in the smallest groups first, so that the bad one is found before the others are looked at", () => {
    const stream = shown(table("w1", "h1"), ...Array.from({ length: 8 }, (_, index) => host(`t/${index}.test`)));
    const sizes: number[] = [];
    for (let messages = stream.sent(); messages.length > 0; messages = stream.sent()) {
      for (const { type, nonce, resources } of messages) {
        if (type === "virtual-host") sizes.push(resources.length);
        stream.ask(type, { nonce, ...(resources.some(({ name }) => name === "t/0.test") && { error: "no" }) });
      }
    }
    expect(sizes).toEqual([8, 4, 2, 1, 1, 2, 4]);
  });

  it("are tried by halves, since a proxy puts all of them together anew for each response", () => {
    const names = Array.from({ length: 64 }, (_, index) => `t/${index}.test`);
    const stream = shown(table("w1", "h1"), ...names.map((name) => host(name)));
    let responses = 0;
    for (let messages = stream.sent(); messages.length > 0; messages = stream.sent()) {
      for (const { type, nonce, resources } of messages) {
        responses += 1;
        const isBad = resources.some(({ name }) => name === "t/37.test");
        stream.ask(type, { nonce, ...(isBad && { error: "no" }) });
      }
    }
    expect(otherwiseInViewTerms(stream.state)).toContainEqual({ type: "virtual-host", name: "t/37.test" });
    expect(responses).toBeLessThanOrEqual(2 + 2 * 6);
  });
});
