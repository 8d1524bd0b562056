import { Command } from "commander";
import type { ShownCommit, ShownCondition, ShownObject } from "../../client/answers.ts";
import type { Client } from "../../client/client.ts";
import { ClientError } from "../../client/client-error.ts";
import type { Json } from "../../kit/json.ts";
import type { ObjectKey } from "../../model/object/object.ts";
import type { CliContext } from "../cli-context.ts";
import { addConnection, type ConnectionOptions, connect } from "../connect.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { formatAge } from "../output/age.ts";
import { type OutputFlags, outputOption } from "../output/output-option.ts";
import { printValue } from "../output/print-value.ts";
import { printable } from "../output/table.ts";
import { keyFor, parseKind, titleOf } from "../parse-kind.ts";

interface DescribeOptions extends ConnectionOptions, OutputFlags {
  readonly namespace?: string;
}

const shownCommits = 5;

/** `sluice describe KIND NAME`: the object, its conditions, where it is programmed, and who changed it last. */
export function describeCommand(context: CliContext): Command {
  const command = new Command("describe")
    .summary("show one object with its status")
    .description("Show one object: its conditions, where it is programmed, what it says, and who changed it")
    .argument("<kind>", "kind of object, for example route")
    .argument("<name>", "name of the object")
    .option("-n, --namespace <namespace>", "namespace (default: default)")
    .addOption(outputOption());
  return addConnection(command).action(async (kind: string, name: string, options: DescribeOptions) => {
    const client = await connect(context, options);
    context.finish(await describe(context, client, { key: keyFor(parseKind(kind), name, options.namespace), ...options }));
  });
}

async function describe(context: CliContext, client: Client, { key, output }: OutputFlags & { readonly key: ObjectKey }): Promise<ExitCode> {
  const object = await client.get(key, { signal: context.signal });
  if (object === undefined) {
    context.err(`${titleOf(key)} does not exist\n`);
    return exitCodes.no;
  }
  const commits = object.revision === undefined ? [] : await newestIfKnown(context, client, key);
  context.out(output === "table" ? inWords(object, commits, context.now()) : printValue({ ...object, history: commits } as Json, output));
  return exitCodes.done;
}

function inWords(object: ShownObject, commits: readonly ShownCommit[], nowMs: number): string {
  return `${head(object, nowMs)}${conditionsText(object.status?.conditions ?? [])}${lastUsedText(object, nowMs)}Spec:\n${indent(printValue(object.spec, "yaml"))}${historyText(commits, nowMs)}`;
}

/** The object comes from memory, its history from the store: an outage of the store must not hide the object. */
async function newestIfKnown(context: CliContext, client: Client, key: ObjectKey): Promise<readonly ShownCommit[]> {
  try {
    return await newest(client, key, context.signal);
  } catch (error) {
    if (!(error instanceof ClientError) || error.problem?.code !== "STORE_UNAVAILABLE") throw error;
    context.err("The history is not shown: the store cannot be reached\n");
    return [];
  }
}

async function newest(client: Client, key: ObjectKey, signal: AbortSignal): Promise<readonly ShownCommit[]> {
  const commits: ShownCommit[] = [];
  for await (const commit of client.history({ key, diff: false, pageSize: shownCommits, signal })) {
    commits.push(commit);
    if (commits.length === shownCommits) break;
  }
  return commits;
}

function head(object: ShownObject, nowMs: number): string {
  const labels = Object.entries(object.labels).map(([name, value]) => `${name}=${value}`);
  const facts = [
    ["Kind", object.kind],
    ["Name", object.name],
    ...(object.namespace === undefined ? [] : [["Namespace", object.namespace]]),
    ...(labels.length === 0 ? [] : [["Labels", labels.join(", ")]]),
    ...(object.revision === undefined ? [] : [["Revision", String(object.revision)]]),
    ["Owner", object.owner ?? "-"],
    ["Created", `${object.createdAt ?? "-"} (${formatAge(object.createdAt ?? "", nowMs)} ago)`],
    ["Updated", `${object.updatedAt ?? "-"} (${formatAge(object.updatedAt ?? "", nowMs)} ago)`],
  ];
  return facts.map(([name = "", value = ""]) => `${`${name}:`.padEnd(11)} ${printable(value)}\n`).join("");
}

function conditionsText(conditions: readonly ShownCondition[]): string {
  if (conditions.length === 0) return "";
  return `Conditions:\n${conditions.map(conditionText).join("")}`;
}

function conditionText({ type, status, reason, message, pointer, author, nodes }: ShownCondition): string {
  const place = pointer === undefined || pointer === "" ? "" : ` at ${pointer}`;
  const who = author === undefined ? "" : `, written by ${printable(author)}`;
  const where = nodes === undefined || nodes.length === 0 ? "" : `    nodes: ${nodes.map(printable).join(", ")}\n`;
  return `  ${type.padEnd(13)} ${status.padEnd(8)} ${reason}${message === "" ? "" : `: ${printable(message)}`}${place}${who}\n${where}`;
}

/** Of each credential, also of those that nobody has used. */
function lastUsedText({ spec, status }: ShownObject, nowMs: number): string {
  const { lastUsed } = status ?? {};
  const names = Object.keys(spec["credentials"] ?? {});
  if (lastUsed === undefined || names.length === 0) return "";
  const lines = names.map((name) => {
    const time = lastUsed[name];
    return `  ${printable(name)}: ${time === undefined ? "not known" : `${printable(time)} (${formatAge(time, nowMs)} ago)`}\n`;
  });
  return `Last used:\n${lines.join("")}`;
}

function historyText(commits: readonly ShownCommit[], nowMs: number): string {
  if (commits.length === 0) return "";
  const lines = commits.map(({ revision, author, reason, at, changes }) => {
    const why = reason === "" ? "" : `: ${printable(reason)}`;
    return `  revision ${revision}  ${changes[0]?.change ?? ""} by ${printable(author)} ${formatAge(at, nowMs)} ago${why}\n`;
  });
  return `History:\n${lines.join("")}`;
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gmu, "  ");
}
