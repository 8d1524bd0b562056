import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, it } from "vitest";
import { tempFolder } from "../../kit/binary/temp-folder.ts";
import { createCli } from "../../kit/cli/run-cli.ts";
import { startLimits } from "../../kit/limits/serve-limits.ts";

it("explains a descriptor against a service that runs, and charges nothing", async () => {
  const folder = await tempFolder("rules");
  writeFileSync(join(folder, "shop.yaml"), "domain: shop\ndescriptors: [{ key: user, rate_limit: { unit: year, requests_per_unit: 2 } }]\n");
  const { url } = await startLimits(["--limits", folder]);
  const cli = await createCli(undefined);
  const explain = (...words: string[]) => cli.run(["limits", "explain", "-d", "shop", "--service", url, ...words]);
  const charge = async () =>
    (await fetch(`${url}/json`, { method: "POST", body: JSON.stringify({ domain: "shop", descriptors: [{ entries: [{ key: "user", value: "ann" }] }] }) }))
      .status;
  expect(await charge()).toBe(200);
  for (let time = 0; time < 3; time += 1) {
    const { code, out } = await explain("user=ann");
    expect(code).toBe(0);
    expect(out).toMatch(/^user=ann +key +\S+$/mu);
    expect(out).toMatch(/^shop\.user +2\/year +fixed-window +enforce +1 +1 +now$/mu);
  }
  expect([await charge(), await charge()]).toEqual([200, 429]);
  expect((await explain("user=ann")).out).toMatch(/ 0 +in \d+s$/mu);
  expect(JSON.parse((await explain("other=x", "-o", "json")).out)).toMatchObject({ descriptors: [{ outcome: "none", steps: [{ by: "none" }] }] });
  expect(await explain("user")).toMatchObject({ code: 2, err: expect.stringContaining('Entry "user" is not KEY=VALUE') });
});

it("says so when something else answers, or nobody", async () => {
  const other = createServer((_, response) => response.end("<p>Welcome</p>")).listen(0, "127.0.0.1");
  await once(other, "listening");
  const service = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  const cli = await createCli(undefined);
  const line = `limits explain -d shop --service ${service} user=ann`;
  expect(await cli.run(line)).toMatchObject({ code: 4, out: "", err: expect.stringContaining("answered 200 without an explanation") });
  other.closeAllConnections();
  other.close();
  await once(other, "close");
  expect(await cli.run(line)).toMatchObject({ code: 4, out: "", err: expect.stringContaining("cannot be reached") });
});
