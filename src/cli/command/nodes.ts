import { Command } from "commander";
import type { ShownNode } from "../../client/answers.ts";
import type { Json } from "../../kit/json.ts";
import type { CliContext } from "../cli-context.ts";
import { addConnection, type ConnectionOptions, connect } from "../connect.ts";
import { exitCodes } from "../exit-code.ts";
import { formatAge } from "../output/age.ts";
import { type OutputFlags, outputOption } from "../output/output-option.ts";
import { printValue } from "../output/print-value.ts";
import { formatTable, printable } from "../output/table.ts";
import { watchEverySecond } from "../output/watch-every-second.ts";

interface NodesOptions extends ConnectionOptions, OutputFlags {
  readonly watch?: boolean;
}

/** `sluice nodes [ID…]`: the proxies, what they have and what they refuse. */
export function nodesCommand(context: CliContext): Command {
  const command = new Command("nodes")
    .summary("show the proxies and what they have")
    .description("Show every proxy that any replica knows: its group, its state, what it acknowledged and what it refuses")
    .argument("[ids...]", "node ids; all when none is given")
    .option("-w, --watch", "go on: show each proxy again when something about it has changed, until Ctrl-C")
    .addOption(outputOption());
  return addConnection(command).action(async (ids: string[], options: NodesOptions) => {
    const client = await connect(context, options);
    const read = async (): Promise<readonly ShownNode[]> => {
      const nodes: ShownNode[] = [];
      for await (const node of client.nodes({ signal: context.signal })) if (ids.length === 0 || ids.includes(node.id)) nodes.push(node);
      return nodes;
    };
    if (options.watch === true) {
      await watchEverySecond({ read, signal: context.signal, show: (nodes, before) => printChanged(context, { nodes, before, options }) });
      context.finish(exitCodes.interrupted);
      return;
    }
    const nodes = await read();
    const missing = ids.filter((id) => nodes.every((node) => node.id !== id));
    for (const id of missing) context.err(`Node ${id} is not known\n`);
    print(context, nodes, options);
    context.finish(missing.length === 0 ? exitCodes.done : exitCodes.no);
  });
}

function print(context: CliContext, nodes: readonly ShownNode[], { output }: NodesOptions): void {
  if (output !== "table") context.out(printValue(nodes as Json, output));
  else if (nodes.length === 0) context.err("No nodes\n");
  else printTable(context, nodes);
}

interface Changed {
  readonly nodes: readonly ShownNode[];
  readonly before: readonly ShownNode[] | undefined;
  readonly options: NodesOptions;
}

/** At first all of them; then those that are not as they were. One that is gone is shown once more, without a state. */
function printChanged(context: CliContext, { nodes, before, options }: Changed): void {
  const texts = new Set((before ?? []).map((node) => JSON.stringify(node)));
  const ids = new Set(nodes.map(({ id }) => id));
  const gone = (before ?? []).filter(({ id }) => !ids.has(id)).map((node): ShownNode => ({ ...node, state: "gone", types: [] }));
  const changed = [...nodes.filter((node) => !texts.has(JSON.stringify(node))), ...gone];
  if (changed.length > 0 || before === undefined) print(context, changed, options);
}

function printTable(context: CliContext, nodes: readonly ShownNode[]): void {
  context.out(tableOf(nodes, context.now()));
  for (const node of nodes) {
    if (node.detail !== undefined) context.err(`Node ${printable(node.id)}: ${printable(node.detail)}\n`);
    for (const { type, refused } of node.types) {
      for (const { resource, message } of refused) context.err(`Node ${printable(node.id)} refuses ${type} ${printable(resource)}: ${printable(message)}\n`);
    }
  }
}

function tableOf(nodes: readonly ShownNode[], nowMs: number): string {
  return formatTable(
    ["node", "group", "state", "version", "acknowledged", "refused", "replica", "since"],
    nodes.map((node) => [
      node.id,
      node.group ?? "-",
      node.state,
      node.version ?? "-",
      `${sum(node, "acked")}/${sum(node, "sent")}`,
      String(node.types.reduce((count, { refused }) => count + refused.length, 0)),
      node.replica ?? "-",
      formatAge(node.since, nowMs),
    ]),
  );
}

function sum({ types }: ShownNode, what: "acked" | "sent"): number {
  return types.reduce((count, type) => count + type[what], 0);
}
