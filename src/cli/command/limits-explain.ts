import { Command } from "commander";
import { z } from "zod";
import { ClientError } from "../../client/client-error.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError, exitCodes } from "../exit-code.ts";
import { type OutputFlags, outputOption } from "../output/output-option.ts";
import { printValue } from "../output/print-value.ts";
import { formatTable } from "../output/table.ts";

const defaultService = "http://127.0.0.1:18004";

interface ExplainLimitsOptions extends OutputFlags {
  readonly domain: string;
  readonly service: string;
}

const counter = z.looseObject({
  counter: z.string(),
  algorithm: z.string(),
  limit: z.looseObject({ requestsPerUnit: z.number(), unit: z.string(), multiplier: z.number() }),
  mode: z.string(),
  admits: z.boolean(),
  used: z.number(),
  remaining: z.number(),
  retryMs: z.number(),
});
const step = z.looseObject({ key: z.string(), value: z.string(), by: z.string(), pattern: z.string().exactOptional(), rule: z.string().exactOptional() });
const answer = z.looseObject({
  descriptors: z.array(z.looseObject({ outcome: z.string(), steps: z.array(step), counter: counter.exactOptional() })),
});
const answerText = z
  .string()
  .transform((text, check): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      check.addIssue("not JSON");
      return z.NEVER;
    }
  })
  .pipe(answer);
type Explained = z.infer<typeof answer>;

/** `sluice limits`: what has to do with a rate limit service. */
export function limitsCommand(context: CliContext): Command {
  return new Command("limits").description("Look at the limits of a rate limit service").addCommand(explainLimitsCommand(context));
}

function explainLimitsCommand(context: CliContext): Command {
  return new Command("explain")
    .summary("tell which limit a descriptor meets, and how its counter stands")
    .description("Walk the rules of a rate limit service for one descriptor and look at its counter; nothing is charged")
    .argument("<entries...>", "entries of the descriptor in their order, as KEY=VALUE")
    .requiredOption("-d, --domain <domain>", "domain of the rules")
    .option("--service <url>", "HTTP address of the rate limit service", defaultService)
    .addOption(outputOption())
    .action(async (texts: string[], options: ExplainLimitsOptions) => {
      const body = { domain: options.domain, descriptors: [{ entries: texts.map(parseEntry) }] };
      const explained = await ask(options.service, body, context.signal);
      context.out(options.output === "table" ? textOf(explained) : printValue(z.json().parse(explained), options.output));
      context.finish(exitCodes.done);
    });
}

function parseEntry(text: string): { readonly key: string; readonly value: string } {
  const at = text.indexOf("=");
  if (at < 1) throw new CliError("ERR_CLI_USAGE", `Entry "${text}" is not KEY=VALUE`);
  return { key: text.slice(0, at), value: text.slice(at + 1) };
}

async function ask(service: string, body: unknown, signal: AbortSignal): Promise<Explained> {
  if (!/^https?:\/\//u.test(service) || !URL.canParse(service)) {
    throw new CliError("ERR_CLI_USAGE", `Service "${service}" is not an address; write for example ${defaultService}`);
  }
  const { status, text } = await post(new URL("/explain", service), body, signal);
  if (status === 400) throw new CliError("ERR_CLI_USAGE", text.trim());
  if (status === 503) throw new ClientError("ERR_CLIENT_UNREACHABLE", text.trim());
  const parsed = status === 200 ? answerText.safeParse(text) : undefined;
  if (parsed?.success === true) return parsed.data;
  throw new ClientError("ERR_CLIENT_NOT_SLUICE", `${service} answered ${status} without an explanation: is this the HTTP address of a rate limit service?`);
}

async function post(url: URL, body: unknown, signal: AbortSignal): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const response = await fetch(url, { method: "POST", body: JSON.stringify(body), signal: AbortSignal.any([signal, AbortSignal.timeout(30_000)]) });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    throw new ClientError(signal.aborted ? "ERR_CLIENT_ABORTED" : "ERR_CLIENT_UNREACHABLE", `${url.origin} cannot be reached`, { cause: error });
  }
}

function textOf({ descriptors }: Explained): string {
  const steps = descriptors.flatMap((one) => one.steps.map(({ key, value, by, pattern, rule }) => [`${key}=${value}`, pattern ?? by, rule ?? "-"]));
  const counters = descriptors.map((one) => (one.counter === undefined ? [one.outcome, "-", "-", "-", "-", "-", "-"] : counterRow(one.counter)));
  const walked = steps.length === 0 ? "" : `${formatTable(["entry", "found by", "rule"], steps)}\n`;
  return `${walked}${formatTable(["counter", "limit", "algorithm", "mode", "used", "left", "next passes"], counters)}`;
}

function counterRow({ counter: name, limit, algorithm, mode, used, remaining, admits, retryMs }: z.infer<typeof counter>): readonly string[] {
  const unit = limit.multiplier === 1 ? limit.unit : `${limit.multiplier} ${limit.unit}`;
  const next = admits ? "now" : `in ${Math.ceil(retryMs / 1000)}s`;
  return [name, `${limit.requestsPerUnit}/${unit}`, algorithm, mode, String(Math.round(used * 1000) / 1000), String(remaining), next];
}
