import { Command, Option } from "commander";
import type { NewToken, ShownToken } from "../../client/answers.ts";
import type { Json } from "../../kit/json.ts";
import type { CliContext } from "../cli-context.ts";
import { addConnection, type ConnectionOptions, connect } from "../connect.ts";
import { CliError, exitCodes } from "../exit-code.ts";
import { formatAge } from "../output/age.ts";
import { type OutputFlags, outputOption } from "../output/output-option.ts";
import { printValue } from "../output/print-value.ts";
import { formatTable } from "../output/table.ts";

interface CreateOptions extends ConnectionOptions {
  readonly role?: string;
  readonly namespace?: string[];
  readonly nodeGroup?: string[];
  readonly expires?: string;
}

type ListOptions = ConnectionOptions & OutputFlags;

/** `sluice token create|list|delete`. */
export function tokenCommand(context: CliContext): Command {
  return new Command("token")
    .summary("make, show and delete tokens")
    .description("Tokens let people and programs call the API, and Envoys fetch their configuration")
    .addCommand(createCommand(context))
    .addCommand(listCommand(context))
    .addCommand(deleteTokenCommand(context));
}

function createCommand(context: CliContext): Command {
  const command = new Command("create")
    .summary("make a token")
    .description("Make a token and print it; it is shown this once. With --role for a caller of the API, with --node-group for an Envoy.")
    .argument("<name>", "name of the token; the history names what it changes by it")
    .addOption(new Option("--role <role>", "what a caller may do").choices(["viewer", "operator", "admin"]))
    .option("-n, --namespace <namespaces...>", "namespaces that the role covers (default: all)")
    .option("--node-group <groups...>", "node groups that an Envoy with this token may belong to")
    .option("--expires <time>", "it ends after this time, for example 90d (default: never)");
  return addConnection(command).action(async (name: string, options: CreateOptions) => {
    const wanted = newToken(name, options);
    const client = await connect(context, options);
    const made = await client.createToken(wanted, { signal: context.signal });
    context.out(`${made.token}\n`);
    context.finish(exitCodes.done);
  });
}

function newToken(name: string, options: CreateOptions): NewToken {
  const { role, namespace, nodeGroup, expires } = options;
  const expiry = expires === undefined ? {} : { expiresIn: expires };
  if ((role === undefined) === (nodeGroup === undefined))
    throw new CliError("ERR_CLI_USAGE", "Say what the token is for: --role for a caller of the API, or --node-group for an Envoy");
  if (nodeGroup !== undefined) {
    if (namespace !== undefined) throw new CliError("ERR_CLI_USAGE", "Option --namespace goes with --role only");
    return { name, kind: "node", groups: nodeGroup, ...expiry };
  }
  return { name, role: role ?? "", ...(role === "admin" && namespace === undefined ? {} : { namespaces: namespace ?? "*" }), ...expiry };
}

function listCommand(context: CliContext): Command {
  const command = new Command("list").summary("show tokens").description("Show all tokens, without what would let somebody in").addOption(outputOption());
  return addConnection(command).action(async (options: ListOptions) => {
    const client = await connect(context, options);
    const tokens = await client.tokens({ signal: context.signal });
    const rows = tokens.map((token) => [token.name, scopeOf(token), formatAge(token.createdAt, context.now()), token.createdBy, expiryOf(token)]);
    context.out(options.output === "table" ? formatTable(["name", "permits", "age", "made by", "expires"], rows) : printValue(tokens as Json, options.output));
    context.finish(exitCodes.done);
  });
}

function scopeOf({ kind, groups = [], role = "", namespaces = [] }: ShownToken): string {
  if (kind === "node") return `groups ${groups.join(",")}`;
  return `${role} in ${typeof namespaces === "string" ? namespaces : namespaces.join(",")}`;
}

function expiryOf({ expired, expiresAt }: ShownToken): string {
  return expired ? "expired" : (expiresAt ?? "never");
}

function deleteTokenCommand(context: CliContext): Command {
  const command = new Command("delete")
    .summary("delete tokens")
    .description("Delete tokens: they are refused from then on")
    .argument("<names...>", "names of tokens");
  return addConnection(command).action(async (names: string[], options: ConnectionOptions) => {
    const client = await connect(context, options);
    for (const name of names) {
      await client.deleteToken(name, { signal: context.signal });
      context.out(`Token ${name} deleted\n`);
    }
    context.finish(exitCodes.done);
  });
}
