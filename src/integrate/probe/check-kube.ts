import type { JsonObject } from "../../kit/json.ts";
import type { Finding, Output } from "../target.ts";
import type { CheckWorld } from "./check-world.ts";
import { at, getJson, listAt, type Page, textAt } from "./get-json.ts";

/** The groups of the API server itself; what is looked at here are the hosts' own objects. */
const ownGroups: ReadonlySet<string> = new Set(["", "apps", "discovery.k8s.io"]);

/** Looks at the objects of an output that are applied in the mesh; nothing when no API server is named. */
export async function checkApplied(api: string | undefined, { files }: Output, world: CheckWorld): Promise<readonly Finding[]> {
  if (api === undefined) return [];
  const objects = files.filter(({ path }) => path.startsWith("mesh/")).flatMap(({ documents }) => documents);
  return checkKube(api, objects, world);
}

/**
 * Looks at the host's objects on a Kubernetes API server (as `kubectl proxy` opens it): whether it knows their group and version, whether
 * they are there as generated, and what their controllers say of them.
 */
async function checkKube(api: string, objects: readonly JsonObject[], world: CheckWorld): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const object of objects.filter((one) => typeof one["kind"] === "string" && !ownGroups.has(groupOf(one)))) {
    const subject = `${textAt(object, "kind")} ${nameOf(object)}`;
    findings.push(...(await checkObject(api, object, world)).map((part) => ({ subject, ...part })));
  }
  return findings;
}

type Part = Omit<Finding, "subject">;

async function checkObject(api: string, object: JsonObject, world: CheckWorld): Promise<readonly Part[]> {
  const [group, version] = [groupOf(object), versionOf(object)];
  const kinds = await getJson(`${api}/apis/${group}/${version}`, world);
  if (!("json" in kinds)) return ["fault" in kinds || kinds.status !== 404 ? noAnswer(kinds) : await whyUnknown(`${api}/apis/${group}`, version, world)];
  const resource = listAt(kinds.json, "resources").find((one) => at(one, "kind") === object["kind"] && !textAt(one, "name").includes("/"));
  if (resource === undefined)
    return [{ state: "bad", detail: `The cluster's ${group}/${version} has no ${textAt(object, "kind")}`, hint: "Update the host: this kind came later" }];
  const namespace = at(resource, "namespaced") === true ? `/namespaces/${textAt(object, "metadata", "namespace")}` : "";
  const found = await getJson(`${api}/apis/${group}/${version}${namespace}/${textAt(resource, "name")}/${textAt(object, "metadata", "name")}`, world);
  if (!("json" in found)) return [{ state: "bad", detail: `It is not there${pageText(found)}`, hint: "Apply the files of mesh/" }];
  const difference = firstDifference(object["spec"], at(found.json, "spec"), "/spec");
  if (difference !== undefined)
    return [{ state: "bad", detail: `It is not as these options make it: ${difference} differs`, hint: "Apply the files of mesh/ again" }];
  return [{ state: "good", detail: "It is there as generated" }, ...conditions(found.json)];
}

function noAnswer(page: Exclude<Page, { json: unknown }>): Part {
  if ("fault" in page) return { state: "bad", detail: `The API server does not answer: ${page.fault}`, hint: "Start kubectl proxy and give its address" };
  return { state: "bad", detail: `The API server answers with status ${page.status}`, hint: "May this user read the host's objects?" };
}

/** The group is not served in this version: is it there in another one? */
async function whyUnknown(group: string, version: string, world: CheckWorld): Promise<Part> {
  const name = group.slice(group.lastIndexOf("/") + 1);
  const others = await getJson(group, world);
  const served = "json" in others ? listAt(others.json, "versions").map((one) => textAt(one, "version")) : [];
  if (served.length === 0)
    return { state: "bad", detail: `The cluster does not know ${name}`, hint: "Is the host mesh installed, with its resource definitions?" };
  const detail = `The cluster has ${name} in ${served.join(", ")} but not in ${version}`;
  return { state: "bad", detail, hint: "The host is of an old version: update it and its resource definitions" };
}

/** What controllers say: conditions stand in the status, or in that of each ancestor. */
function conditions(object: unknown): readonly Part[] {
  const all = [...listAt(object, "status", "conditions"), ...listAt(object, "status", "ancestors").flatMap((one) => listAt(one, "conditions"))];
  const bad = all.filter((one) => ["Accepted", "Programmed", "Valid", "Attached"].includes(textAt(one, "type")) && at(one, "status") === "False");
  if (bad.length === 0) return [];
  return bad.map((one) => ({
    state: "bad",
    detail: `Its controller says ${textAt(one, "type")}=False: ${textAt(one, "message") || textAt(one, "reason")}`,
  }));
}

/** The first place where something that was asked for is not so; what the server added does not count. */
function firstDifference(wanted: unknown, found: unknown, pointer: string): string | undefined {
  if (typeof wanted !== "object" || wanted === null) return wanted === found ? undefined : pointer;
  if (typeof found !== "object" || found === null) return pointer;
  if (Array.isArray(wanted) && (!Array.isArray(found) || wanted.length !== found.length)) return pointer;
  for (const [key, value] of Object.entries(wanted)) {
    const difference = firstDifference(value, Reflect.get(found, key), `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function groupOf(object: JsonObject): string {
  const [group = "", version] = textAt(object, "apiVersion").split("/");
  return version === undefined ? "" : group;
}

function versionOf(object: JsonObject): string {
  return textAt(object, "apiVersion").split("/").at(-1) ?? "";
}

function nameOf(object: JsonObject): string {
  const namespace = textAt(object, "metadata", "namespace");
  return `${namespace === "" ? "" : `${namespace}/`}${textAt(object, "metadata", "name")}`;
}

function pageText(page: Exclude<Page, { json: unknown }>): string {
  if ("fault" in page) return `: ${page.fault}`;
  return page.status === 404 ? "" : ` (status ${page.status})`;
}
