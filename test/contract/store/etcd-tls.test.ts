import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { EndpointClient } from "../../../src/store/etcd/endpoint-client.ts";
import { resolveEtcdSettings } from "../../../src/store/etcd/etcd-settings.ts";
import { freePorts } from "../../kit/binary/free-port.ts";
import { describeWith } from "../../kit/binary/require.ts";
import { startProcess } from "../../kit/binary/running-process.ts";
import { tempFolder } from "../../kit/binary/temp-folder.ts";
import { testAuthority } from "../../kit/tls/certificates.ts";
import { eventually, openAt } from "./etcd-fixture.ts";
import { Watching } from "./watching.ts";
import { commitMany, storeError } from "./writing.ts";

describeWith("the etcd store over TLS", ["etcd-safe"], (binaries) => {
  it("trusts the authority it was given alone, and shows its certificate", async () => {
    const folder = await tempFolder("etcd-tls");
    const [authority, other] = await Promise.all([testAuthority(), testAuthority("Another Authority")]);
    const [server, client] = await Promise.all([authority.issue({ ips: ["127.0.0.1"] }), authority.issue({ commonName: "sluice" })]);
    const file = (name: string, content: string) => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const [port = 0, peerPort = 0] = await freePorts(2);
    const url = `https://127.0.0.1:${port}`;
    const peerUrl = `http://127.0.0.1:${peerPort}`;
    const etcd = await startProcess({
      path: binaries["etcd-safe"].path,
      args: [
        ...["--name", "m", "--data-dir", join(folder, "data"), "--initial-cluster", `m=${peerUrl}`],
        ...["--listen-client-urls", url, "--advertise-client-urls", url, "--listen-peer-urls", peerUrl, "--initial-advertise-peer-urls", peerUrl],
        ...["--cert-file", file("server.pem", server.chain), "--key-file", file("server.key", server.privateKey)],
        ...["--trusted-ca-file", file("ca.pem", authority.chain), "--client-cert-auth"],
      ],
      logFile: join(folder, "etcd.log"),
    });
    const tls = { authorities: authority.chain, certificate: client.chain, key: client.privateKey };
    const store = await eventually(() => openAt(url, { tls }));
    const watching = new Watching(store, { after: 0 });
    await commitMany(store, 2);
    expect((await watching.commitsUntil(2)).map(({ revision }) => revision)).toEqual([1, 2]);
    await watching.end();
    await store.close();

    const unavailable = (text: string) => storeError("ERR_STORE_UNAVAILABLE", text);
    await Promise.all([
      expect(openAt(url, { tls: { ...tls, authorities: other.chain } })).rejects.toMatchObject(unavailable("unable to verify")),
      expect(openAt(url, { tls: { authorities: authority.chain } })).rejects.toMatchObject(unavailable(url)),
      expect(openAt(url)).rejects.toMatchObject(unavailable("certificate")),
      expect(openAt(url, { tls: { certificate: client.chain } })).rejects.toMatchObject(storeError("ERR_STORE_INVALID_REQUEST", "go together")),
    ]);

    const operator = new EndpointClient(url, resolveEtcdSettings({ kind: "etcd", endpoints: [url], tls }));
    await operator.exec("Auth", "userAdd", { name: "root", password: "right" });
    await operator.exec("Auth", "roleAdd", { name: "root" });
    await operator.exec("Auth", "userGrantRole", { user: "root", role: "root" });
    await operator.exec("Auth", "authEnable", {});
    operator.close();
    await expect(openAt(url, { tls, credentials: { user: "root", password: "wrong" } })).rejects.toMatchObject(storeError("ERR_STORE_DENIED"));
    const named = await openAt(url, { tls, credentials: { user: "root", password: "right" } });
    expect(await named.revision()).toBe(2);
    await named.close();
    await etcd.stop();
  });
});
