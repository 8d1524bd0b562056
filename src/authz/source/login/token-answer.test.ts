import { expect, it } from "vitest";
import type { Json } from "../../../kit/json.ts";
import { readTokenAnswer } from "./token-answer.ts";

it.each<[Json, number | undefined]>([
  [300, 300_000],
  ["300", 300_000],
  [0, undefined],
  [null, undefined],
  ["soon", undefined],
  [1e308, 315_360_000_000],
])("a token that lives %j seconds is one of %j ms: never longer than can be reckoned with", (seconds, expiresInMs) => {
  expect(readTokenAnswer({ access_token: "at", expires_in: seconds })).toMatchObject({ kind: "tokens", expiresInMs });
});
