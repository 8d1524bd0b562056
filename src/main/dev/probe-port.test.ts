import { once } from "node:events";
import { createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { freePort } from "../../../test/kit/binary/free-port.ts";
import { findListener } from "./find-listener.ts";
import { planPorts } from "./port-plan.ts";
import { probePorts } from "./probe-port.ts";

const open: ReturnType<typeof createServer>[] = [];
afterEach(() => Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve)))));

async function listen(options: { host: string; reusePort?: boolean }): Promise<number> {
  const server = createServer();
  open.push(server);
  const port = await freePort();
  server.listen({ port, ...options });
  await once(server, "listening");
  return port;
}

function probe(port: number, host = "127.0.0.1"): Promise<void> {
  return probePorts([{ host, port, use: "gateway" }], "give another base by --port-base");
}

describe("probePorts", () => {
  it("is content with a free port", async () => {
    await expect(probe(await freePort())).resolves.toBeUndefined();
  });

  it.each([{ host: "127.0.0.1" }, { host: "0.0.0.0" }, { host: "::" }, { host: "127.0.0.1", reusePort: true }])(
    "notices one that is taken with %j",
    async (how) => {
      const port = await listen(how);
      const who = process.platform === "linux" ? `process ${process.pid} \\(.+\\)` : "another process";
      await expect(probe(port)).rejects.toThrow(new RegExp(`^Port ${port} \\(gateway\\) is taken by ${who}: give another base by --port-base$`, "u"));
    },
  );

  it("tells an address that this machine does not have", async () => {
    await expect(probe(await freePort(), "192.0.2.1")).rejects.toThrow(/cannot be used on 192\.0\.2\.1: /u);
  });
});

describe("findListener", () => {
  it("finds nobody on a free port", async () => {
    expect(await findListener(await freePort())).toBeUndefined();
  });
});

describe("planPorts", () => {
  it("keeps the distances of the defaults", () => {
    expect(planPorts(10_000)).toEqual({ base: 10_000, discovery: 18_000, admin: 18_080, ratelimit: 18_001, ratelimitHttp: 18_004, authz: 18_002 });
    expect(planPorts(20_000)).toEqual({ base: 20_000, discovery: 28_000, admin: 28_080, ratelimit: 28_001, ratelimitHttp: 28_004, authz: 28_002 });
  });

  it.each([0, 1023, 57_456, 1.5, Number.NaN])("refuses the base %s", (base) => {
    expect(() => planPorts(base)).toThrow(/must be a whole number from 1024 to 57455/u);
  });
});
