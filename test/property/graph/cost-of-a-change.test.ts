import { it, vi } from "vitest";
import { expectEqualCosts } from "./expect-equal-costs.ts";

vi.mock("../../../src/gen/codec.ts", async (original) => (await import("./counted-encoding.ts")).countedCodec(await original()));
vi.mock("../../../src/xds/wire.ts", async (original) => (await import("./counted-encoding.ts")).countedWire(await original()));

it("a change computes the same entries and encodes the same bytes among 100 and among 10,000 routes", () => {
  expectEqualCosts(100, 10_000);
});
