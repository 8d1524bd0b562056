import { expect, it } from "vitest";
import type { LimitSource } from "../../ratelimit/limit-source.ts";
import { PlanShelf } from "../../ratelimit/source/plan-shelf.ts";
import { createLimitBook } from "./limit-book.ts";

const settings = { folder: undefined, server: undefined, headers: "off", shadow: false, quota: false } as const;

function open(folder: string | undefined, loaded?: Promise<void>) {
  const sources: LimitSource[] = [];
  const objects = { plans: new PlanShelf(), domains: new Map(), onChange: () => undefined };
  const book = createLimitBook({ settings: { ...settings, folder }, objects, loaded, onChange: (source) => sources.push(source) });
  return { book, sources };
}

it("decides nothing before the first objects are there", async () => {
  const loaded = Promise.withResolvers<void>();
  const { book, sources } = open(undefined, loaded.promise);
  expect([sources.length, book.missing()]).toEqual([0, ["The first state of the store"]]);
  loaded.resolve();
  await book.ready;
  expect([sources.length, book.missing()]).toEqual([1, []]);
});

it("waits for files and objects where it has both", async () => {
  const loaded = Promise.withResolvers<void>();
  const { book, sources } = open("limits", loaded.promise);
  expect(book.missing()).toEqual(["The files with limits", "The first state of the store"]);
  book.setOwn(new Map());
  expect([sources.length, book.missing()]).toEqual([0, ["The first state of the store"]]);
  loaded.resolve();
  await book.ready;
  expect([sources.length, book.missing()]).toEqual([1, []]);
});

it("stays without limits when the objects will not come", async () => {
  const { book, sources } = open(undefined, Promise.reject(new Error("The store is broken")));
  await Promise.resolve();
  expect([sources.length, book.missing()]).toEqual([0, ["The first state of the store"]]);
});
