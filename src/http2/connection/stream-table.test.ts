import fc from "fast-check";
import { expect, it } from "vitest";
import { type OnStream, StreamTable } from "./stream-table.ts";

it("holds what a Map would, whichever ids there are", () => {
  const id = fc.oneof(
    fc.nat(40),
    fc.nat(2000),
    fc.nat(20).map((step) => step * 64 + 1),
    fc.nat(2 ** 30),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), id), { maxLength: 300 }), (steps) => {
      const table = new StreamTable<OnStream>();
      const model = new Map<number, OnStream>();
      for (const [isNew, streamId] of steps) {
        expect(table.get(streamId)).toBe(model.get(streamId));
        if (isNew && !model.has(streamId)) {
          const stream = { streamId };
          table.add(stream);
          model.set(streamId, stream);
        } else {
          table.delete(model.get(streamId) ?? { streamId });
          model.delete(streamId);
        }
        expect(table.size).toBe(model.size);
      }
      expect(new Set(table.values())).toEqual(new Set(model.values()));
    }),
  );
});
