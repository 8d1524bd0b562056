import { afterEach, describe, expect, it } from "vitest";
import type { VerifiedToken } from "../../admin/access/token-directory.ts";
import type { NodeCredential, NodeIdentity } from "../../discovery/fleet/node-identity.ts";
import type { NodeGroupSpec } from "../../model/object/node-group.ts";
import type { WatchEvent } from "../../store/store.ts";
import { systemClock } from "../system.ts";
import { createAdmission, type MainAdmission } from "./admission-port.ts";
import type { AdmittingGroup } from "./match-node.ts";

const node: NodeIdentity = { id: "edge-1", cluster: "edge", metadata: {}, region: "eu", zone: "a", subZone: "", userAgent: "envoy", version: "1.40.0" };
const nothing: NodeCredential = { token: undefined, certificate: undefined, loopback: false };

function group(name: string, spec: Partial<NodeGroupSpec> = {}, createdAt = "2026-01-01T00:00:00Z"): AdmittingGroup {
  return { name, createdAt, spec: { role: "edge", proxy: "envoy", match: {}, admit: ["token"], allowedFrom: "all", systemTrust: "", logFolders: [], ...spec } };
}

function nodeToken(groups: readonly string[]): VerifiedToken {
  return { name: "t", record: { schema: 1, kind: "node", groups: [...groups], hash: "0".repeat(64), createdAt: "", createdBy: "" } };
}

const userToken: VerifiedToken = {
  name: "ci",
  record: { schema: 1, kind: "user", role: "admin", namespaces: "*", hash: "0".repeat(64), createdAt: "", createdBy: "" },
};

const open: MainAdmission[] = [];
afterEach(() => {
  for (const admission of open.splice(0)) admission.close();
});

function admission(
  groups: readonly AdmittingGroup[],
  verify: () => Promise<VerifiedToken | "unknown" | "busy"> = () => Promise.resolve("unknown"),
): MainAdmission {
  const made = createAdmission({ groups: () => groups, tokens: { verify }, clock: systemClock });
  open.push(made);
  return made;
}

function withToken(groups: readonly AdmittingGroup[], tokenGroups: readonly string[], who = node) {
  return admission(groups, () => Promise.resolve(nodeToken(tokenGroups))).admit(who, { ...nothing, token: "slc_t" });
}

describe("admission", () => {
  it("admits by token to a group that the token names", async () => {
    expect(await withToken([group("edge")], ["edge"])).toEqual({ kind: "admitted", view: { group: "edge", capability: "envoy" } });
    expect(await withToken([group("mesh", { proxy: "grpc" })], ["mesh"])).toEqual({ kind: "admitted", view: { group: "mesh", capability: "grpc" } });
  });

  it("does not let a node choose a group that its token does not name", async () => {
    expect(await withToken([group("edge"), group("bank")], ["bank"], { ...node, id: "edge-1" })).toMatchObject({ view: { group: "bank" } });
    expect(await withToken([group("edge")], ["other"])).toMatchObject({
      kind: "denied",
      code: "PERMISSION_DENIED",
      message: 'Node edge-1 (cluster "edge") shows a credential that admits it to none of the node groups edge',
    });
  });

  it("matches what the node says of itself, every condition", async () => {
    const groups = [group("edge", { match: { clusters: ["ed*"], locality: { region: "eu", zone: "a" }, metadata: { "rack.row": "7" } } })];
    expect(await withToken(groups, ["edge"], { ...node, metadata: { rack: { row: 7 } } })).toMatchObject({ kind: "admitted" });
    expect(await withToken(groups, ["edge"], { ...node, metadata: { "rack.row": "7" } })).toMatchObject({ kind: "admitted" });
    for (const who of [
      node,
      { ...node, metadata: { rack: { row: 8 } } },
      { ...node, cluster: "web", metadata: { rack: { row: 7 } } },
      { ...node, zone: "b", metadata: { rack: { row: 7 } } },
    ]) {
      expect(await withToken(groups, ["edge"], who)).toMatchObject({
        code: "PERMISSION_DENIED",
        message: expect.stringContaining("fits none of the node groups that its credential admits: edge") as string,
      });
    }
    expect(await withToken([group("edge", { match: { ids: ["edge-?", "edge-1x*"] } })], ["edge"])).toMatchObject({ kind: "denied" });
  });

  it("leaves a node with the oldest of the groups that fit", async () => {
    const groups = [group("b", {}, "2026-01-02T00:00:00Z"), group("c", {}, "2026-01-01T00:00:00Z"), group("a", {}, "2026-01-02T00:00:00Z")];
    expect(await withToken(groups, ["a", "b", "c"])).toMatchObject({ view: { group: "c" } });
    expect(await withToken(groups, ["a", "b"])).toMatchObject({ view: { group: "a" } });
  });

  it("admits by certificate and by loopback, where the group says so", async () => {
    const mtls = admission([group("edge", { admit: [{ mtls: { san: "spiffe://x/edge/*" } }] })]);
    const certificate = { subject: "", subjectAltNames: ["spiffe://x/edge/1"], fingerprint: "" };
    expect(await mtls.admit(node, { ...nothing, certificate })).toMatchObject({ kind: "admitted" });
    expect(await mtls.admit(node, { ...nothing, certificate: { ...certificate, subjectAltNames: ["spiffe://x/bank/1"] } })).toMatchObject({
      code: "PERMISSION_DENIED",
    });
    const local = admission([group("edge", { admit: ["loopback"] })]);
    expect(await local.admit(node, { ...nothing, loopback: true })).toMatchObject({ kind: "admitted" });
    expect(await local.admit(node, nothing)).toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("says why a node is turned away", async () => {
    expect(await admission([]).admit(node, { ...nothing, token: "slc_x" })).toMatchObject({
      code: "UNAUTHENTICATED",
      message: expect.stringContaining("token is not known") as string,
    });
    expect(await withToken([], ["edge"])).toMatchObject({
      code: "FAILED_PRECONDITION",
      message: expect.stringContaining("there is no NodeGroup yet") as string,
    });
    expect(await admission([group("edge")]).admit(node, nothing)).toMatchObject({
      code: "UNAUTHENTICATED",
      message: 'Node edge-1 (cluster "edge") shows neither a token nor a client certificate',
    });
    const asUser = admission([group("edge")], () => Promise.resolve(userToken));
    expect(await asUser.admit(node, { ...nothing, token: "slc_ci" })).toMatchObject({
      code: "PERMISSION_DENIED",
      message: expect.stringContaining("Token ci is for callers of the API") as string,
    });
    const busy = admission([group("edge")], () => Promise.resolve("busy"));
    expect(await busy.admit(node, { ...nothing, token: "slc_x" })).toMatchObject({ code: "UNAVAILABLE" });
    const out = admission([group("edge")], () => Promise.reject(new Error("store is out")));
    expect(await out.admit(node, { ...nothing, token: "slc_x" })).toMatchObject({ code: "UNAVAILABLE" });
  });

  it("tells when groups or tokens change, and not otherwise", () => {
    const watched = admission([]);
    let told = 0;
    const end = watched.onChange(() => {
      told += 1;
    });
    const commit = (kind: "NodeGroup" | "Route"): WatchEvent => ({
      kind: "commit",
      record: { revision: 1, author: "", reason: "", at: "", changes: [{ key: { kind, namespace: "", name: "a" }, before: undefined, after: undefined }] },
    });
    watched.apply(commit("Route"));
    watched.apply({ kind: "records", reset: false, changes: [{ key: "live/instance/a/b", value: undefined, etag: undefined }] });
    expect(told).toBe(0);
    watched.apply(commit("NodeGroup"));
    watched.apply({ kind: "records", reset: false, changes: [{ key: "meta/token/x", value: undefined, etag: undefined }] });
    expect(told).toBe(2);
    end();
    watched.apply(commit("NodeGroup"));
    expect(told).toBe(2);
  });
});
