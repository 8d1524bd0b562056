import { Command } from "commander";
import type { ShownLoad } from "../../client/answers.ts";
import type { Json } from "../../kit/json.ts";
import type { CliContext } from "../cli-context.ts";
import { addConnection, type ConnectionOptions, connect } from "../connect.ts";
import { exitCodes } from "../exit-code.ts";
import { type OutputFlags, outputOption } from "../output/output-option.ts";
import { printValue } from "../output/print-value.ts";
import { formatTable } from "../output/table.ts";

interface LoadOptions extends ConnectionOptions, OutputFlags {
  readonly namespace: string;
}

/** `sluice load SERVICE`: the requests to a service as the proxies have reported them, by zone and proxy. */
export function loadCommand(context: CliContext): Command {
  const command = new Command("load")
    .summary("show the load of a service")
    .description("Show the requests to a service in the last reports of the proxies of one replica: all of them, by zone of the endpoints, and by proxy")
    .argument("<service>", "name of the Service")
    .option("-n, --namespace <name>", "its namespace", "default")
    .addOption(outputOption());
  return addConnection(command).action(async (service: string, options: LoadOptions) => {
    const client = await connect(context, options);
    const load = await client.load({ namespace: options.namespace, name: service }, { signal: context.signal });
    context.out(options.output === "table" ? tableOf(load) : printValue(load as Json, options.output));
    if (load.windowMs === 0) context.err("No proxy has reported yet\n");
    context.finish(exitCodes.done);
  });
}

function tableOf({ total, zones, nodes }: ShownLoad): string {
  const rows = [
    row(["all", "-"], total, total.dropped),
    ...zones.map((zone) => row(["zone", zone.zone === "" ? "-" : zone.zone], zone)),
    ...nodes.map((node) => row(["node", node.node], node, node.dropped)),
  ];
  return formatTable(["of", "name", "requests/s", "requests", "succeeded", "failed", "dropped", "in progress"], rows);
}

type Counts = Pick<ShownLoad["total"], "issued" | "succeeded" | "failed" | "inProgress" | "issuedPerSecond">;

/** What is dropped was never on its way to any zone. */
function row(names: readonly string[], { issuedPerSecond, issued, succeeded, failed, inProgress }: Counts, dropped?: number): readonly string[] {
  return [...names, ...[issuedPerSecond, issued, succeeded, failed, dropped ?? "-", inProgress].map(String)];
}
