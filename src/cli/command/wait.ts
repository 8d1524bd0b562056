import { Command } from "commander";
import type { ShownRollout } from "../../client/answers.ts";
import type { Client } from "../../client/client.ts";
import type { Json } from "../../kit/json.ts";
import type { CliContext } from "../cli-context.ts";
import { addConnection, type ConnectionOptions, connect } from "../connect.ts";
import { CliError, exitCodes } from "../exit-code.ts";
import { type OutputFlags, outputOption } from "../output/output-option.ts";
import { printValue } from "../output/print-value.ts";
import { withProgress } from "../output/progress.ts";
import { printable } from "../output/table.ts";
import { parseTime, parseWholeNumber } from "../parse-number.ts";

interface WaitOptions extends ConnectionOptions, OutputFlags {
  readonly revision?: number;
  readonly timeout: number;
}

/** How long one call waits at most, milliseconds; a longer time is several calls. */
const longestCallMs = 60_000;
const shortestCallMs = 100;

/** `sluice wait --revision N`: until a revision is in force on every proxy that it reaches and at every replica that decides. */
export function waitCommand(context: CliContext): Command {
  const command = new Command("wait")
    .summary("wait until a revision is live everywhere")
    .description(
      "Wait until a revision is in force on every connected proxy that it reaches, and every replica decides by it; end with 1 when a proxy refuses a part of it, or when the time is over; without any proxy that it reaches it is not live",
    )
    .option("--revision <number>", "the revision (default: the newest)", parseWholeNumber)
    .option("--timeout <time>", "how long at most, as 30s or 5m", parseTime, 60_000)
    .addOption(outputOption());
  return addConnection(command).action(async (options: WaitOptions) => {
    const client = await connect(context, options);
    const revision = options.revision ?? (await newestRevision(client, context.signal));
    const rollout = await withProgress(context, `Waits for revision ${revision}`, untilLive(client, { ...options, revision, context }));
    if (options.output === "table") tell(context, rollout);
    else context.out(printValue(rollout as unknown as Json, options.output));
    context.finish(rollout.live ? exitCodes.done : exitCodes.no);
  });
}

async function newestRevision(client: Client, signal: AbortSignal): Promise<number> {
  for await (const { revision } of client.history({ diff: false, pageSize: 1, signal })) return revision;
  throw new CliError("ERR_CLI_USAGE", "There is no revision yet: nothing has been written");
}

interface Waiting {
  readonly revision: number;
  readonly timeout: number;
  readonly context: CliContext;
}

/** A refusal ends it: it does not go away by waiting. */
async function untilLive(client: Client, { revision, timeout, context: { now, signal } }: Waiting): Promise<ShownRollout> {
  const end = now() + timeout;
  for (;;) {
    const waitMs = Math.max(shortestCallMs, Math.min(longestCallMs, end - now()));
    const rollout = await client.rollout(revision, { waitMs, signal });
    if (rollout.live || rollout.refused.length > 0 || now() >= end) return rollout;
  }
}

function tell(context: CliContext, rollout: ShownRollout): void {
  const { revision, live, pending, refused, replicas, superseded } = rollout;
  for (const { node, type, resource, message } of refused)
    context.err(`Node ${printable(node)} refuses ${type} ${printable(resource)}: ${printable(message)}\n`);
  for (const { kind, namespace, name } of superseded) {
    context.err(
      `${kind} ${namespace === undefined ? name : `${namespace}/${name}`} was changed again since: what proxies say of it is not about revision ${revision}\n`,
    );
  }
  const words = [
    proxyWords(rollout),
    ...without(pending, "without it"),
    ...(replicas.acked === 0 ? [] : [`${replicas.acked} ${replicas.acked === 1 ? "replica decides" : "replicas decide"} by it`]),
    ...without(replicas.pending, replicas.pending.length === 1 ? "does not yet" : "do not yet"),
  ];
  context.out(`Revision ${revision} is ${live ? "live" : "not live"}: ${words.join(", ")}\n`);
}

function proxyWords({ live, acked, pending, refused, replicas }: ShownRollout): string {
  const isAlone = acked + pending.length + refused.length + replicas.pending.length === 0;
  if (!live && isAlone) return "no proxy that it reaches is connected";
  return `${acked} ${acked === 1 ? "proxy has" : "proxies have"} it`;
}

function without(names: readonly string[], what: string): readonly string[] {
  if (names.length === 0) return [];
  return [`${names.length} ${what}: ${names.slice(0, 10).map(printable).join(", ")}${names.length > 10 ? ", …" : ""}`];
}
