import { Command } from "commander";
import type { ShownNodeDetail } from "../../client/answers.ts";
import type { Json } from "../../kit/json.ts";
import type { CliContext } from "../cli-context.ts";
import { addConnection, type ConnectionOptions, connect } from "../connect.ts";
import { exitCodes } from "../exit-code.ts";
import { formatAge } from "../output/age.ts";
import { type OutputFlags, outputOption } from "../output/output-option.ts";
import { printValue } from "../output/print-value.ts";
import { formatTable, printable } from "../output/table.ts";
import { watchEverySecond } from "../output/watch-every-second.ts";

interface NodeOptions extends ConnectionOptions, OutputFlags {
  readonly all?: boolean;
  readonly config?: boolean;
  readonly extensions?: boolean;
  readonly watch?: boolean;
}

/** `sluice node ID`: one proxy, what it is, and of each resource where it stands. */
export function nodeCommand(context: CliContext): Command {
  const command = new Command("node")
    .summary("show one proxy: its streams, and the resources that it has not got")
    .description("Show one proxy: who it is, its streams, each type, and every resource that it does not have as it should")
    .argument("<id>", "node id")
    .option("--all", "every resource, also those that it has")
    .option("--config", "every resource with its content, as Envoy reads it; secrets are left out")
    .option("--extensions", "the extensions that are built into it")
    .option("-w, --watch", "show it again when something has changed, until Ctrl-C")
    .addOption(outputOption());
  return addConnection(command).action(async (id: string, options: NodeOptions) => {
    const client = await connect(context, options);
    const wish = { all: options.all === true || options.config === true, contents: options.config === true };
    const read = () => client.node(id, { ...wish, signal: context.signal });
    if (options.watch === true) await watchNode(context, read, options);
    else {
      const node = await read();
      if (node === undefined) context.err(`Node ${id} is not known\n`);
      else context.out(textOf(node, options, context.now()));
      context.finish(node === undefined ? exitCodes.no : exitCodes.done);
    }
  });
}

async function watchNode(context: CliContext, read: () => Promise<ShownNodeDetail | undefined>, options: NodeOptions): Promise<void> {
  await watchEverySecond({
    read,
    signal: context.signal,
    show: (node, before) => {
      if (JSON.stringify(node) === JSON.stringify(before)) return;
      context.out(node === undefined ? "Not known\n" : textOf(node, options, context.now()));
    },
  });
  context.finish(exitCodes.interrupted);
}

function textOf(node: ShownNodeDetail, options: NodeOptions, nowMs: number): string {
  if (options.output !== "table") return printValue(node as unknown as Json, options.output);
  return [head(node, nowMs), typesOf(node, nowMs), connectionText(node, options, nowMs), contentsOf(node, options)].join("");
}

function head(node: ShownNodeDetail, nowMs: number): string {
  const facts = [
    ["Node", node.id],
    ["State", `${node.state}, for ${formatAge(node.since, nowMs)}`],
    ...(node.detail === undefined ? [] : [["Detail", node.detail]]),
    ["Group", node.group ?? "-"],
    ["Cluster", node.cluster],
    ["Place", [node.locality?.region, node.locality?.zone, node.locality?.subZone].filter((part) => part !== undefined && part !== "").join("/") || "-"],
    ["Version", [node.userAgent, node.version].filter((part) => part !== undefined && part !== "").join(" ") || "-"],
    ["Address", node.address ?? "-"],
    ["Replica", node.replica ?? "-"],
    ["Revision", node.revision === undefined ? "-" : String(node.revision)],
  ];
  const streams = (node.connection?.streams ?? []).map(({ scope, variant, since }) => ["Stream", `${scope}, ${variant}, open for ${formatAge(since, nowMs)}`]);
  return [...facts, ...streams].map(([name = "", value = ""]) => `${`${name}:`.padEnd(10)} ${printable(value)}\n`).join("");
}

function typesOf({ types, connection }: ShownNodeDetail, nowMs: number): string {
  const waiting = new Map((connection?.streams ?? []).flatMap(({ unanswered }) => unanswered.map(({ type, since }) => [type, since] as const)));
  const rows = types.map(({ type, subscribed, sent, acked, refused }) => {
    const since = waiting.get(type);
    return [type, String(subscribed), String(sent), String(acked), String(refused.length), since === undefined ? "-" : formatAge(since, nowMs)];
  });
  return `\n${formatTable(["type", "asked for", "sent", "acknowledged", "refused", "unanswered"], rows)}`;
}

function connectionText({ connection, replica, types }: ShownNodeDetail, options: NodeOptions, nowMs: number): string {
  if (connection === undefined) {
    const refused = types.flatMap(({ type, refused: all }) =>
      all.map(({ resource, message }) => `Refuses ${type} ${printable(resource)}: ${printable(message)}\n`),
    );
    return `\n${refused.join("")}Its resources one by one are told by the replica that it is connected to: ${printable(replica ?? "none")}\n`;
  }
  const rows = connection.resources.map(({ type, name, state, since, wanted, wantedSince, held, message }) => {
    return [type, name, state, ageOf(since, nowMs), held ?? "-", wanted ?? "-", ageOf(wantedSince, nowMs), message ?? ""];
  });
  const columns = ["type", "resource", "state", "for", "has", "should have", "for", "says"];
  const resources = rows.length === 0 ? "Has everything that it asked for\n" : formatTable(columns, rows);
  return `\n${resources}${options.extensions === true ? `\n${extensionsOf(connection.extensions)}` : ""}`;
}

function ageOf(since: string | undefined, nowMs: number): string {
  return since === undefined ? "-" : formatAge(since, nowMs);
}

function extensionsOf(extensions: Readonly<Record<string, readonly string[]>>): string {
  const rows = Object.entries(extensions).flatMap(([category, names]) => names.map((name) => [category, name]));
  return rows.length === 0 ? "It does not say which extensions it has\n" : formatTable(["category", "extension"], rows);
}

function contentsOf({ connection }: ShownNodeDetail, { config }: NodeOptions): string {
  if (config !== true) return "";
  return (connection?.resources ?? [])
    .filter(({ content }) => content !== undefined)
    .map(({ type, name, content }) => `---\n# ${type} ${printable(name)}\n${printValue(content as Json, "yaml")}`)
    .join("");
}
