import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../../test/kit/fake-clock.ts";
import { sealKey } from "../../../kit/seal.ts";
import { systemRandom } from "../../../main/system.ts";
import { TextSealer } from "./text-sealer.ts";

const dayMs = 86_400_000;

function sealer(clock = new FakeClock(), fill = 1): TextSealer {
  return new TextSealer({ key: sealKey(new Uint8Array(32).fill(fill)), clock, random: systemRandom });
}

describe("a sealed text", () => {
  it("is opened by whoever has the key, for the context that it was sealed for", () => {
    const sealed = sealer().seal({ text: "secret ü", context: "a" });
    expect(Buffer.from(sealed, "base64url").toString("latin1")).not.toContain("secret");
    expect(sealer().unseal({ sealed, context: "a" })).toBe("secret ü");
    expect(sealer().unseal({ sealed, context: "b" })).toBeUndefined();
    expect(sealer(new FakeClock(), 2).unseal({ sealed, context: "a" })).toBeUndefined();
    expect(sealer().seal({ text: "secret ü", context: "a" })).not.toBe(sealed);
  });

  it("is nothing when any byte of it was changed, or the end is gone", () => {
    const bytes = Buffer.from(sealer().seal({ text: "secret", context: "a" }), "base64url");
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
      expect(sealer().unseal({ sealed: changed.toString("base64url"), context: "a" })).toBeUndefined();
      expect(sealer().unseal({ sealed: bytes.subarray(0, index).toString("base64url"), context: "a" })).toBeUndefined();
    }
  });

  it("is sealed by another key each day, and opened on later days, but not on earlier ones or after a year and more", () => {
    const clock = new FakeClock();
    const sealed = sealer(clock).seal({ text: "secret", context: "a" });
    const [today, tomorrow] = [clock, new FakeClock()];
    tomorrow.advance(2 * dayMs);
    const later = sealer(tomorrow).seal({ text: "secret", context: "a" });
    expect(sealer(today).unseal({ sealed: later, context: "a" })).toBeUndefined();
    expect(sealer(tomorrow).unseal({ sealed, context: "a" })).toBe("secret");
    const mixed = Buffer.from(sealed, "base64url");
    Buffer.from(later, "base64url").copy(mixed, 1, 1, 5);
    expect(sealer(tomorrow).unseal({ sealed: mixed.toString("base64url"), context: "a" })).toBeUndefined();
    tomorrow.advance(400 * dayMs);
    expect(sealer(tomorrow).unseal({ sealed, context: "a" })).toBeUndefined();
  });
});
