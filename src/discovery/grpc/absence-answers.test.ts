import { expect, it } from "vitest";
import { FakeStreamCall } from "../../../test/kit/xds/fake-stream-call.ts";
import { codec } from "../../gen/codec.ts";
import { AbsenceAnswers } from "./absence-answers.ts";

const response = codec("envoy.service.discovery.v3.DeltaDiscoveryResponse");
const typeUrl = "type.googleapis.com/sluice.test.Unknown";

it("answers one part at a time about names of a type that is not served, and reads on when all is taken", () => {
  const call = new FakeStreamCall();
  const answers = new AbsenceAnswers({ call, variant: "delta", identifier: "test" });
  const names = Array.from({ length: 2500 }, (_, index) => `n${index}`);
  answers.tell(typeUrl, names.slice(0, 2400));
  answers.tell(typeUrl, names.slice(2400));
  const lengths: number[] = [];
  while (call.isPaused) {
    lengths.push(call.sent.length);
    call.take();
  }
  expect(lengths).toEqual([1, 2, 3, 4]);
  const parts = call.sent.map((bytes) => response.decode(bytes));
  expect(parts.map(({ removed_resources: removed = [] }) => removed.length)).toEqual([1000, 1000, 400, 100]);
  expect(parts.flatMap(({ removed_resources: removed = [] }) => removed)).toEqual(names);
  expect(new Set(parts.map(({ nonce }) => nonce)).size).toBe(4);
  expect(answers.isBusy).toBe(false);
});

it("does not repeat a long name of a type with each name", () => {
  const call = new FakeStreamCall();
  const long = `type.googleapis.com/${"x".repeat(100_000)}`;
  const answers = new AbsenceAnswers({ call, variant: "sotw", identifier: "test" });
  answers.tell(
    long,
    Array.from({ length: 1000 }, (_, index) => `n${index}`),
  );
  expect(call.sent[0]?.length).toBeLessThan(500_000);
});
