import { vi } from "vitest";
import { describeWith } from "../kit/binary/require.ts";
import { describePoisons } from "../kit/quarantine/describe-poisons.ts";

vi.mock("../../src/xds/endpoint/load-assignment.ts", async (original) =>
  (await import("../kit/quarantine/faulty-translation.ts")).faultyAssignments(await original()),
);
vi.mock("../../src/xds/secret/encode-secret.ts", async (original) => (await import("../kit/quarantine/faulty-translation.ts")).faultySecrets(await original()));
vi.mock("../../src/xds/made-by-patch.ts", async (original) => (await import("../kit/quarantine/faulty-translation.ts")).faultyScopes(await original()));

describeWith("one poisoned resource among a thousand good ones", ["envoy"], () => {
  describePoisons({ count: 1000, restarts: "each" });
});
