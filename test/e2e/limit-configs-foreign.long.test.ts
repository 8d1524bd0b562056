import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { createServer, type TLSSocket } from "node:tls";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it } from "vitest";
import { codec } from "../../src/gen/codec.ts";
import { type RunningPeer, startGoPeer } from "../../tools/conformance/go-peer.ts";
import { Control } from "../conformance/xds/kit/control.ts";
import { atEnd } from "../kit/binary/at-end.ts";
import { describeWith } from "../kit/binary/require.ts";
import { tempFolder } from "../kit/binary/temp-folder.ts";
import { rateLimitClient, responseTexts } from "../kit/limits/rate-limit-client.ts";
import { type ServedLimits, startLimits } from "../kit/limits/serve-limits.ts";
import { type TestAuthority, type TestCertificate, testAuthority } from "../kit/tls/certificates.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A configuration as a foreign control plane holds it. */
function config(name: string, domain: string, perDay: number) {
  const descriptors = [{ key: "user", rate_limit: { unit: 4 as const, requests_per_unit: perDay } }];
  return { type: "rate-limit", name, bytes: codec("ratelimit.config.ratelimit.v3.RateLimitConfig").encode({ name, domain, descriptors }) } as const;
}

/** TLS in front of a port, for clients with a certificate of the authority; the port where it listens. */
async function tlsInFront(port: number, { chain, privateKey }: TestCertificate, authority: TestAuthority): Promise<number> {
  const options = { cert: chain, key: privateKey, ca: authority.chain, requestCert: true, rejectUnauthorized: true, ALPNProtocols: ["h2"] };
  const server = createServer(options, (client: TLSSocket) => {
    const target = connect(port, "127.0.0.1");
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => to.destroy());
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  atEnd(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describeWith("our rate limit service as a client of go-control-plane, over TLS", ["go"], () => {
  const test: { peer?: RunningPeer; limits?: ServedLimits; arguments: readonly string[]; folder: string } = { arguments: [], folder: "" };
  const parts = (): { readonly control: Control; readonly limits: ServedLimits } => {
    if (test.peer === undefined || test.limits === undefined) throw new Error("The test is not set up");
    return { control: new Control(test.peer.control), limits: test.limits };
  };
  beforeAll(async () => {
    const peer = await startGoPeer(root, "snapshot");
    test.peer = peer;
    atEnd(() => peer.close());
    await new Control(peer.control).set(config("shop", "shop", 1));
    const authority = await testAuthority();
    const [server, client] = [await authority.issue({ ips: ["127.0.0.1"] }), await authority.issue({ commonName: "limits" })];
    const port = await tlsInFront(Number(peer.address.split(":")[1]), server, authority);
    test.folder = await tempFolder("foreign");
    const files = { ca: join(test.folder, "ca.pem"), cert: join(test.folder, "cert.pem"), key: join(test.folder, "key.pem") };
    writeFileSync(files.ca, authority.chain);
    writeFileSync(files.cert, client.chain);
    writeFileSync(files.key, client.privateKey);
    const identity = ["--limits-xds-cert-file", files.cert, "--limits-xds-key-file", files.key];
    test.arguments = ["--limits-xds", `https://127.0.0.1:${port}`, "--limits-xds-ca-file", files.ca];
    test.limits = await startLimits([...test.arguments, ...identity]);
  });
  const ask = async (domain: string, user: string): Promise<string> => {
    const client = rateLimitClient(`127.0.0.1:${parts().limits.port}`);
    return responseTexts(await client.ask({ domain, descriptors: [{ entries: [{ key: "user", value: user }] }] })).join();
  };

  it("decides by what it is sent, and takes each change", async () => {
    expect(await ask("shop", "ann")).toBe("OK 0/1 day");
    await parts().control.set(config("shop", "shop", 5), config("more", "more", 7));
    await expect.poll(() => ask("shop", "bob"), { timeout: 10_000 }).toMatch(/\/5 day$/u);
    expect(await ask("more", "bob")).toBe("OK 6/7 day");
    await parts().control.change({ remove: [{ type: "rate-limit", name: "more" }] });
    await expect.poll(() => ask("more", "bob"), { timeout: 10_000 }).toBe("OK");
  });

  it("refuses what is wrong, and keeps the last good limits", async () => {
    await parts().control.set(config("again", "shop", 9));
    await expect.poll(() => parts().limits.log(), { timeout: 10_000 }).toMatch(/Domain shop stands in another configuration too.*Limits cannot be used/u);
    expect(await ask("shop", "cid")).toBe("OK 4/5 day");
    // The server sends it again as soon as it is refused; it is told once all the same.
    expect((await parts().limits.log()).match(/Limits cannot be used/gu)).toHaveLength(1);
    await parts().control.change({ set: [config("shop", "shop", 6)], remove: [{ type: "rate-limit", name: "again" }] });
    await expect.poll(() => ask("shop", "cid"), { timeout: 10_000 }).toMatch(/\/6 day$/u);
  });

  it("keeps its limits while the server is away, and follows it when it is back", async () => {
    await parts().control.restart();
    expect(await ask("shop", "dan")).toMatch(/\/6 day$/u);
    await parts().control.set(config("shop", "shop", 8));
    await expect.poll(() => ask("shop", "dan"), { timeout: 20_000 }).toMatch(/\/8 day$/u);
  });

  it("without a certificate that the server wants it gets no limits, and is not ready", async () => {
    await expect(startLimits(test.arguments)).rejects.toThrow(/xDS server that gives the limits cannot be asked/u);
  });
});
