import { beforeAll, expect, it } from "vitest";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { documents, type Edge, route, service, startEdge } from "../kit/stack/edge.ts";
import { waitFor } from "../kit/stack/stack.ts";
import { type TestAuthority, testAuthority } from "../kit/tls/certificates.ts";
import { shownFor } from "../kit/tls/handshake.ts";
import { certificateObject } from "../kit/tls/tls-objects.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";
import { send } from "../kit/traffic/http-request.ts";
import { keepConnection } from "../kit/traffic/keep-alive.ts";
import { paced, tally } from "../kit/traffic/paced.ts";

describeWith("certificates of a live Envoy", ["envoy"], () => {
  let edge: Edge;
  let port: number;
  let authority: TestAuthority;

  const gateway = (certificates: readonly string[]): object => {
    const https = { name: "https", port, protocol: "https", tls: { certificates } };
    return { kind: "Gateway", name: "secure", spec: { address: "127.0.0.1", listeners: [https] } };
  };
  const issue = async (name: string, hostnames: readonly string[], commonName: string) =>
    certificateObject(name, await authority.issue({ hostnames, commonName }));

  beforeAll(async () => {
    [edge, port, authority] = [await startEdge(), await freePort(), await testAuthority()];
    const backend = await startHttpBackend("echo");
    const parents = { parents: [{ name: "secure" }], hostnames: ["shop.test", "new.test"] };
    const objects = [await issue("shop", ["shop.test"], "first"), service("echo", backend.port), route("all", [{ backends: [{ service: "echo" }] }], parents)];
    await edge.write(documents(gateway(["shop"]), ...objects));
    await waitFor(async () => (await shownFor(port, "shop.test").catch(() => "")) === "first", 5000, "the listener");
  });

  it("are rotated under load without a failed request, and shown on the next handshake", async () => {
    const kept = keepConnection(port, "shop.test", { tls: true });
    const before = await kept.get();
    const ask = async () => (await send({ port, host: "shop.test", tls: { ca: authority.chain } })).status;
    const load = paced(300, (index) => (index % 2 === 0 ? ask() : kept.get().then(({ status }) => status)), 150);
    for (const name of ["second", "third", "fourth"]) {
      await edge.write(documents(await issue("shop", ["shop.test"], name)));
      await expect.poll(() => shownFor(port, "shop.test"), { timeout: 2000, interval: 10 }).toBe(name);
    }
    expect(tally(await load)).toEqual({ 200: 300 });
    expect(await kept.get()).toEqual(before);
  });

  it("are added without draining anybody", async () => {
    const kept = keepConnection(port, "shop.test", { tls: true });
    const before = await kept.get();
    const drained = await edge.envoy.admin.stat("listener_manager.listener_create_success");
    await edge.write(documents(await issue("new", ["new.test"], "new"), gateway(["shop", "new"])));
    await expect.poll(() => shownFor(port, "new.test"), { timeout: 5000 }).toBe("new");
    expect(await kept.get()).toEqual({ ...before, closing: false });
    // Envoy changed the listener's chains in place: it made no new listener that the old one would drain for.
    expect(await edge.envoy.admin.stat("listener_manager.listener_in_place_updated")).toBeGreaterThan(0);
    expect(await edge.envoy.admin.stat("listener_manager.listener_create_success")).toBe(drained + 1);
    await new Promise((resolve) => setTimeout(resolve, 6000));
    expect(await kept.get()).toEqual({ ...before, closing: false });
  });

  it("are replaced when what was written does not belong together: not at all", async () => {
    const [one, other] = [await authority.issue({ hostnames: ["shop.test"], commonName: "bad" }), await authority.issue()];
    const bad = documents(certificateObject("shop", { chain: one.chain, privateKey: other.privateKey }));
    await expect(edge.write(bad)).rejects.toThrow("does not belong");
    expect(await shownFor(port, "shop.test")).toBe("fourth");
  });
});
