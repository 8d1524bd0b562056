import { expect } from "vitest";
import type { JsonObject } from "../../../src/kit/json.ts";
import type { Kind, ObjectKey, WrittenObject } from "../../../src/model/object/object.ts";
import type { CommitRequest, CommitResult, Expectation, ObjectWrite, Store, StoreErrorCode } from "../../../src/store/store.ts";

/** The key of a route in the namespace `default`. */
export function routeKey(name: string, namespace = "default"): ObjectKey {
  return { kind: "Route", namespace, name };
}

/** Some object; the store does not care for what is in it. */
export function someObject(name: string, spec: JsonObject = { hostnames: [`${name}.example`] }, kind: Kind = "Route"): WrittenObject {
  return { kind, namespace: kind === "NodeGroup" ? "" : "default", name, labels: { team: "shop" }, spec };
}

export function put(object: WrittenObject, expected: Expectation = "any"): ObjectWrite {
  return { kind: "put", object, expected };
}

export function remove(key: ObjectKey, expected: Expectation = "any"): ObjectWrite {
  return { kind: "delete", key, expected };
}

/** A commit by `ada`, at minute `minute` of 2026. */
export function request(writes: readonly ObjectWrite[], minute = 0): CommitRequest {
  return { writes, author: "ada", reason: `minute ${minute}`, at: minuteAt(minute) };
}

/** ISO 8601 time of a minute of 2026. */
export function minuteAt(minute: number): string {
  return new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString();
}

/** Commits and answers the revision; throws on a conflict. */
export async function commit(store: Store, writes: readonly ObjectWrite[], minute = 0): Promise<number> {
  return committed(await store.commit(request(writes, minute))).revision;
}

/** The result of a commit that must not be a conflict. */
export function committed(result: CommitResult): Extract<CommitResult, { kind: "committed" }> {
  if (result.kind === "conflict") throw new Error(`Conflict: ${JSON.stringify(result.conflicts)}`);
  return result;
}

/** Commits one change of one route a revision, `count` times; revision 1 is `step: 1` when the store was empty. */
export async function commitMany(store: Store, count: number, name = "hello"): Promise<void> {
  for (let step = 1; step <= count; step += 1) await commit(store, [put(someObject(name, { step }))], step);
}

/** What an error must look like: its code, and a text that its message has. */
export function storeError(code: StoreErrorCode, text = ""): { code: StoreErrorCode; message: string } {
  return { code, message: expect.stringContaining(text) as string };
}
