import { describe, it } from "vitest";
import { crashRounds } from "./sqlite-crashes.ts";

describe("the SQLite store under kill -9", () => {
  it("keeps what it acknowledged, 8 times at random moments", () => crashRounds(8), 30_000);
});
