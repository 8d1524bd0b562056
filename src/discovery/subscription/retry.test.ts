import { expect, it } from "vitest";
import { fakeResource } from "../../../test/kit/xds/fake-resource.ts";
import { TestStream } from "../../../test/kit/xds/test-stream.ts";
import type { Variant } from "./event.ts";
import { ledgerEntry } from "./ledger.ts";

const words = "Error adding/updating listener(s) taken: cannot bind '127.0.0.1:80': Address already in use";

/** Answers the newest response, in words when it is refused. */
function answer(stream: TestStream, variant: Variant, error?: string): readonly string[] {
  const [message, ...others] = stream.sent();
  expect(others).toEqual([]);
  const { nonce = "", resources = [] } = message ?? {};
  if (variant === "delta") stream.ask("listener", { nonce, error });
  else stream.askSotw("listener", { nonce, error });
  return resources.map(({ name }) => name);
}

it.each<Variant>(["delta", "sotw"])("what was refused goes out once more when that is wished, and once only (%s)", (variant) => {
  const stream = new TestStream(variant);
  stream.set(fakeResource("listener", "free"));
  if (variant === "delta") stream.ask("listener");
  else stream.askSotw("listener");
  answer(stream, variant);
  stream.set(fakeResource("listener", "taken"));
  answer(stream, variant, words);
  const state = (): string | undefined => ledgerEntry(stream.state, "listener", "taken")?.state;
  expect([state(), stream.sent()]).toEqual(["refused", []]);
  const retry = (name: string) => stream.feed({ kind: "retry", at: stream.at, type: "listener", name });

  retry("taken");
  expect(state()).toBe("due");
  expect(answer(stream, variant, words)).toContain("taken");
  expect([state(), stream.sent()]).toEqual(["refused", []]);

  retry("taken");
  expect(answer(stream, variant)).toContain("taken");
  expect([state(), ledgerEntry(stream.state, "listener", "taken")?.held]).toEqual(["acked", "v1"]);

  for (const name of ["taken", "free", "unknown"]) retry(name);
  expect(stream.sent()).toEqual([]);
});
