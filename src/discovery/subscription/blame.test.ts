import { describe, expect, it } from "vitest";
import { fakeResource } from "../../../test/kit/xds/fake-resource.ts";
import type { ResourceType } from "../../snapshot/resource.ts";
import { type Blame, blame, type RefusedResponse, wordsFor } from "./blame.ts";
import type { Entry } from "./state.ts";

function entries(type: ResourceType, ...names: readonly string[]): readonly Entry[] {
  return names.map((name) => (name.startsWith("-") ? { name: name.slice(1), resource: undefined } : { name, resource: fakeResource(type, name) }));
}

function judge(response: Partial<RefusedResponse> & Pick<RefusedResponse, "type" | "entries" | "detail">): Record<keyof Blame, string> {
  const result = blame({ whole: false, beside: [], uncertain: false, ...response });
  const names = (found: readonly Entry[]): string => found.map(({ name }) => name).join(" ");
  return { refused: names(result.refused), taken: names(result.taken), unclear: names(result.unclear) };
}

// Texts of Envoy 1.40.
const dump =
  'goo.gle/debugproto  \nname: "b"\nload_assignment {\n  name: "a"\n}\n: Proto constraint validation failed (ClusterValidationError.ConnectTimeout: value must be greater than 0s)';

describe("the words of a refusal", () => {
  it("are those about the resource, where several are named", () => {
    const clusters = "Error adding/updating cluster(s) default/b: needs one, or two, default/d: other thing.";
    const both = entries("cluster", "default/b", "default/d");
    expect(both.map(({ name }) => wordsFor(name, { type: "cluster", detail: clusters }, both))).toEqual(["needs one, or two", "other thing"]);
    const listeners = "Error adding/updating listener(s) a: cannot bind\nb: route: unknown cluster 'a: x'\n";
    const two = entries("listener", "a", "b");
    expect(two.map(({ name }) => wordsFor(name, { type: "listener", detail: listeners }, two))).toEqual(["cannot bind", "route: unknown cluster 'a: x'"]);
  });

  it("are all that is said, where nobody is named", () => {
    expect(wordsFor("r", { type: "route", detail: "missing ]: [\n" }, entries("route", "r"))).toBe("missing ]: [");
    expect(wordsFor("c", { type: "cluster", detail: "Error adding/updating cluster(s) x: no" }, entries("cluster", "c"))).toContain("x: no");
  });

  it("have no text of whole messages in them", () => {
    expect(wordsFor("b", { type: "cluster", detail: dump }, [])).toBe(
      "b: Proto constraint validation failed (ClusterValidationError.ConnectTimeout: value must be greater than 0s)",
    );
    const secret = 'Unable to read: goo.gle/debugstr   tls_certificate { private_key { inline_string: "-----BEGIN PRIVATE KEY-----" } }';
    expect(wordsFor("s", { type: "secret", detail: secret }, [])).toBe("Unable to read: the message is not valid");
  });
});

describe("blame", () => {
  it("reads the names of bad clusters, whose siblings are in use", () => {
    const detail = "Error adding/updating cluster(s) default/b: LOGICAL_DNS clusters must have a single locality_lb_endpoint, default/d: other, default/a";
    expect(judge({ type: "cluster", entries: entries("cluster", "default/a", "default/b", "default/d"), detail })).toEqual({
      refused: "default/b default/d",
      taken: "default/a",
      unclear: "",
    });
  });

  it("reads the names of bad listeners, one a line", () => {
    const detail =
      "Error adding/updating listener(s) tcp/0.0.0.0/80: cannot bind '0.0.0.0:80': Address already in use\ntcp/0.0.0.0/81: route: unknown cluster 'tcp/0.0.0.0/82: x'\n";
    const names = ["tcp/0.0.0.0/80", "tcp/0.0.0.0/81", "tcp/0.0.0.0/82"];
    expect(judge({ type: "listener", entries: entries("listener", ...names), detail })).toEqual({
      refused: "tcp/0.0.0.0/80 tcp/0.0.0.0/81",
      taken: "tcp/0.0.0.0/82",
      unclear: "",
    });
  });

  it("does not take the beginning of a longer name for a name", () => {
    const detail = "Error adding/updating cluster(s) default/a/v1: no";
    expect(judge({ type: "cluster", entries: entries("cluster", "default/a", "default/a/v1", "v1"), detail }).refused).toBe("default/a/v1");
  });

  it("is clear about the only resource, whatever the words", () => {
    expect(judge({ type: "route", entries: entries("route", "r"), detail: "missing ]: [" })).toEqual({ refused: "r", taken: "", unclear: "" });
    expect(judge({ type: "cluster", entries: entries("cluster", "b"), detail: dump }).refused).toBe("b");
  });

  it("cannot tell who broke a rule when all were thrown out, and trusts no name where all can go again", () => {
    expect(judge({ type: "cluster", entries: entries("cluster", "a", "b"), detail: dump })).toEqual({ refused: "", taken: "", unclear: "a b" });
    expect(judge({ type: "endpoint", entries: entries("endpoint", "a", "b"), detail: "malformed IP address: x" }).unclear).toBe("a b");
  });

  it("reads the names that rate limit services begin with, of which nothing else is in use", () => {
    const detail = "shop: duplicate descriptor composite key 'shop.user'\nshop: eu: invalid rate limit unit ''";
    expect(judge({ type: "rate-limit", entries: entries("rate-limit", "other", "shop", "shop: eu"), detail, whole: true })).toEqual({
      refused: "shop shop: eu",
      taken: "",
      unclear: "other",
    });
    expect(judge({ type: "rate-limit", entries: entries("rate-limit", "other", "shop"), detail: "proto: cannot parse", whole: true }).unclear).toBe(
      "other shop",
    );
  });

  it("trusts the name in the dump of a whole response, since the next has to be whole too", () => {
    expect(judge({ type: "cluster", entries: entries("cluster", "a", "b", "-c"), detail: dump, whole: true })).toEqual({
      refused: "b",
      taken: "",
      unclear: "a c",
    });
    expect(judge({ type: "cluster", entries: entries("cluster", "x", "y"), detail: dump, whole: true }).unclear).toBe("x y");
  });

  it("knows that last good versions stood in a whole response, and that a guessed one may be bad itself", () => {
    const beside = entries("cluster", "old");
    const detail = "Error adding/updating cluster(s) old: no";
    expect(judge({ type: "cluster", entries: entries("cluster", "a"), detail, whole: true, beside })).toEqual({ refused: "old", taken: "a", unclear: "" });
    expect(judge({ type: "cluster", entries: entries("cluster", "a"), detail: "no", whole: true, beside, uncertain: true }).unclear).toBe("a");
  });

  it("holds nobody guilty of a refused removal", () => {
    expect(judge({ type: "cluster", entries: entries("cluster", "-a"), detail: "no" })).toEqual({ refused: "", taken: "a", unclear: "" });
    expect(judge({ type: "cluster", entries: [], detail: "no" })).toEqual({ refused: "", taken: "", unclear: "" });
  });
});
