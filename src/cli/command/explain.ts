import { Command } from "commander";
import type { ShownExplanation } from "../../client/answers.ts";
import type { Json } from "../../kit/json.ts";
import type { CliContext } from "../cli-context.ts";
import { addConnection, type ConnectionOptions, connect } from "../connect.ts";
import { exitCodes } from "../exit-code.ts";
import { type OutputFlags, outputOption } from "../output/output-option.ts";
import { printValue } from "../output/print-value.ts";
import { printable } from "../output/table.ts";
import { titleOf } from "../parse-kind.ts";
import { checkedUrl, headerOption, parsedHeaders } from "../parse-request.ts";

interface ExplainOptions extends ConnectionOptions, OutputFlags {
  readonly header?: string[];
  readonly nodeGroup?: string;
}

/** `sluice explain METHOD URL`: which listener, host, rule and cluster a request meets, and why not the others. */
export function explainCommand(context: CliContext): Command {
  const command = new Command("explain")
    .summary("tell what becomes of a request, and why")
    .description("Walk the configuration in force for one request: listener, host, each rule tried and why not, cluster, endpoints")
    .argument("<method>", "method, for example GET")
    .argument("<url>", "whole address, for example http://shop.example/cart?id=1")
    .addOption(headerOption())
    .option("--node-group <group>", "only listeners of this node group")
    .addOption(outputOption());
  return addConnection(command).action(async (method: string, url: string, options: ExplainOptions) => {
    const request = { method: method.toUpperCase(), url: checkedUrl(url), headers: parsedHeaders(options.header ?? []) };
    const client = await connect(context, options);
    const group = options.nodeGroup === undefined ? {} : { group: options.nodeGroup };
    const result = await client.explain({ ...request, ...group }, { signal: context.signal });
    context.out(options.output === "table" ? explanationText(result) : printValue(result as Json, options.output));
    context.finish(result.outcome.startsWith("no-") ? exitCodes.no : exitCodes.done);
  });
}

function explanationText({ summary, steps, clusters }: ShownExplanation): string {
  const walked = steps.map(({ stage, name, taken, detail, object, pointer }) => {
    const from = object === undefined ? "" : ` (${titleOf(object)}${pointer ?? ""})`;
    return `  ${taken ? "✓" : "✗"} ${stage.padEnd(9)} ${printable(name)}: ${printable(detail)}${printable(from)}\n`;
  });
  const targets = clusters.map(
    ({ name, weight, endpoints }) =>
      `  → ${printable(name)} weight ${weight}: ${endpoints.length === 0 ? "no endpoints" : endpoints.map(printable).join(", ")}\n`,
  );
  return `${printable(summary)}\n${walked.join("")}${targets.join("")}`;
}
