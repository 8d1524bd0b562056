import { describe, expect, it } from "vitest";
import { silentLogger } from "../../kit/telemetry.ts";
import { openAuthState } from "./open-auth-state.ts";

const parts = { settings: { state: { kind: "memory" } }, logger: silentLogger, stack: new AsyncDisposableStack() } as const;

describe("what authorization remembers in memory", () => {
  it("is remembered by one process", async () => {
    const { state, skewMs } = await openAuthState({ ...parts, part: "whole" });
    expect([await state.claim("a", "1", 1000), await state.claim("a", "2", 1000), skewMs]).toEqual(["1", "1", 0]);
  });

  it("is remembered by no worker, which has no part in the memory of the others", async () => {
    const { state } = await openAuthState({ ...parts, part: "worker" });
    const refusal = expect.objectContaining({ code: "ERR_AUTHZ_STATE", message: expect.stringContaining("--auth-state redis://HOST:PORT") as string }) as Error;
    for (const ask of [() => state.claim("a", "1", 1), () => state.get("a"), () => state.set("a", "1", 1), () => state.delete("a")])
      expect(ask).toThrow(refusal);
  });
});
