import { describe, expect, it } from "vitest";
import type { Message } from "../subscription/action.ts";
import { Unanswered } from "./unanswered.ts";

function message(nonce: string): Message {
  return { type: "cluster", nonce, version: "1", resources: [], removed: [], heartbeats: [], missing: [] };
}

function sent(variant: "delta" | "sotw"): Unanswered {
  const unanswered = new Unanswered(variant);
  for (const [index, nonce] of ["a", "b", "c"].entries()) unanswered.onAction({ kind: "send", message: message(nonce) }, index);
  return unanswered;
}

describe("responses without an answer", () => {
  it("are those that were not answered themselves, in delta", () => {
    const unanswered = sent("delta");
    unanswered.onAction({ kind: "acked", type: "cluster", nonce: "b" }, 9);
    expect(unanswered.since()).toEqual(new Map([["cluster", 0]]));
    unanswered.onAction({ kind: "nacked", type: "cluster", nonce: "a", detail: "no" }, 9);
    expect(unanswered.since()).toEqual(new Map([["cluster", 2]]));
    unanswered.onAction({ kind: "acked", type: "cluster", nonce: "c" }, 9);
    expect(unanswered.since()).toEqual(new Map());
  });

  it("are those behind the last answer, in the state of the world", () => {
    const unanswered = sent("sotw");
    unanswered.onAction({ kind: "acked", type: "cluster", nonce: "older" }, 9);
    unanswered.onAction({ kind: "acked", type: "cluster", nonce: "b" }, 9);
    expect(unanswered.since()).toEqual(new Map([["cluster", 2]]));
  });
});
