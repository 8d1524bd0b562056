import { request } from "node:https";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { noReplicas } from "../../test/kit/admin/fake-fleet.ts";
import { startAdmin } from "../../test/kit/admin/start-admin.ts";
import { type TestCertificate, testAuthority } from "../../test/kit/tls/certificates.ts";
import type { Rollout } from "./port/fleet.ts";
import { serveAdmin } from "./serve-admin.ts";

const loopback = { host: "127.0.0.1", port: 0 };

/** GET over TLS; answers the status and the common name of the server's certificate. */
function getTls(url: string, ca: string): Promise<{ status: number | undefined; name: string }> {
  return new Promise((resolve, reject) => {
    const call = request(`${url}/healthz`, { ca, agent: false, servername: "localhost" }, (response) => {
      const { subject } = (response.socket as unknown as { getPeerCertificate(): { subject: { CN: string } } }).getPeerCertificate();
      response.resume().on("end", () => resolve({ status: response.statusCode, name: subject.CN }));
    });
    call.on("error", reject).end();
  });
}

const pair = ({ chain, privateKey }: TestCertificate) => ({ cert: chain, key: privateKey });

describe("serveAdmin", () => {
  it("serves TLS and takes another certificate without a stop", async () => {
    const { admin } = await startAdmin();
    const authority = await testAuthority();
    const running = await serveAdmin({ admin, address: loopback, tls: pair(await authority.issue({ hostnames: ["localhost"], commonName: "first" })) });
    expect(running.url).toMatch(/^https:/u);
    expect(await getTls(running.url, authority.chain)).toEqual({ status: 200, name: "first" });
    running.setTls(pair(await authority.issue({ hostnames: ["localhost"], commonName: "second" })));
    expect(await getTls(running.url, authority.chain)).toEqual({ status: 200, name: "second" });
    await running.close();
  });

  it("says that the port is taken", async () => {
    const { admin, running } = await startAdmin();
    await expect(serveAdmin({ admin, address: running.address })).rejects.toMatchObject({
      name: "ListenError",
      message: `Admin cannot listen on 127.0.0.1:${running.address.port}: the port is taken`,
    });
  });

  it("closes although somebody is connected and says nothing", async () => {
    const { admin } = await startAdmin();
    const running = await serveAdmin({ admin, address: loopback, graceMs: 100 });
    const idle = connect(running.address.port, "127.0.0.1");
    const half = connect(running.address.port, "127.0.0.1");
    await new Promise<void>((resolve) => half.write("GET /healthz HTTP/1.1\r\nHost:", () => resolve()));
    const ended = Promise.all(
      [idle, half].map(
        (socket) =>
          new Promise<void>(
            (resolve) =>
              void socket
                .on("close", () => resolve())
                .on("error", () => undefined)
                .resume(),
          ),
      ),
    );
    await running.close();
    await ended;
  });

  it("answers what is under way when it closes", async () => {
    const test = await startAdmin();
    const { promise, resolve } = Promise.withResolvers<Rollout>();
    let asked = (): void => undefined;
    const waiting = new Promise<void>((done) => {
      asked = done;
    });
    test.fleet.rollout = () => {
      asked();
      return promise;
    };
    const answer = test.request("PUT", "/v1/namespaces/default/services/slow?wait=programmed", { body: { spec: { endpoints: { static: [] } } } });
    await waiting;
    const closed = test.running.close();
    resolve({ acked: 1, pending: [], refused: [], replicas: noReplicas });
    expect((await answer).status).toBe(201);
    await closed;
  });
});
