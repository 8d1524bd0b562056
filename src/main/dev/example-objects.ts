import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { BatchItem, Client } from "../../client/client.ts";
import { ClientError } from "../../client/client-error.ts";
import type { Json, JsonObject } from "../../kit/json.ts";
import { readDocuments } from "../../model/yaml/read-documents.ts";
import { messageOf, StartError } from "../start-error.ts";
import { movePort, type PortPlan } from "./port-plan.ts";

/** What the first start loads, of `examples/hello`; the canary, a limit and a policy are left for the person to apply. */
const files = ["node-group.yaml", "gateway.yaml", "service.yaml", "route.yaml", "private.yaml"] as const;

/** Loads the example in one transaction. Objects that are there already – of a start that was cut short – stay as they are. */
export async function loadExample(client: Client, options: { readonly folder: string; readonly ports: PortPlan; readonly signal: AbortSignal }): Promise<void> {
  const objects = (await Promise.all(files.map((file) => readExample(join(options.folder, file))))).flat();
  const items = objects.map((object): BatchItem => ({ method: "put", object: movePorts(object, options.ports), ifNoneMatch: "*" }));
  try {
    await client.batch(items, { reason: "load examples/hello", signal: options.signal });
  } catch (cause) {
    if (cause instanceof ClientError && cause.problem?.code === "PRECONDITION_FAILED") return;
    throw new StartError("ERR_EXAMPLES", `The example in ${options.folder} cannot be loaded: ${messageOf(cause)}`, { cause });
  }
}

async function readExample(file: string): Promise<readonly Json[]> {
  const { documents, problems } = readDocuments(await readFile(file, "utf8"), file);
  const [problem] = problems;
  if (problem !== undefined) throw new StartError("ERR_EXAMPLES", `${file}:${problem.line}: ${problem.detail}`);
  return documents.map(({ value }) => value as Json);
}

/** The example is written for the default ports: every `port` in it moves with the base. */
function movePorts(value: Json, ports: PortPlan): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => movePorts(item, ports));
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value as JsonObject).map(
    ([name, member]) => [name, name === "port" && typeof member === "number" ? movePort(member, ports) : movePorts(member, ports)] as const,
  );
  return Object.fromEntries(members);
}
