import { expect, it } from "vitest";
import { serveLane } from "../../../src/http2/serve/serve-lane.ts";
import { skipOrFail } from "../../kit/binary/require.ts";
import { findH2spec, runH2spec } from "../../kit/h2spec/h2spec.ts";
import { startLane, testMethods } from "../../kit/http2/lanes.ts";
import { testAuthority } from "../../kit/tls/certificates.ts";

/** Cases of h2spec 2.2.1 with the strict ones. */
const all = 146;

it.for(["cleartext", "TLS"])("passes h2spec whole, over %s", { timeout: 180_000 }, async (kind, context) => {
  const h2spec = await findH2spec();
  if ("missing" in h2spec) return skipOrFail("go", h2spec.missing, context);
  const { chain, privateKey } = await (await testAuthority()).issue({ ips: ["127.0.0.1"] });
  const tls = kind === "TLS" ? { tls: { certificate: chain, privateKey } } : {};
  const lane = await startLane(serveLane, { methods: testMethods().methods, ...tls });
  const { port } = lane.address as { port: number };
  const { text, ...counts } = await runH2spec(h2spec.path, port, kind === "TLS" ? ["-t", "-k"] : []);
  expect(counts, text.slice(text.indexOf("Failures:"))).toEqual({ passed: all, skipped: 0, failed: 0 });
});
