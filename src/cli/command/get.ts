import { Command } from "commander";
import type { ShownObject } from "../../client/answers.ts";
import type { Client } from "../../client/client.ts";
import type { Json } from "../../kit/json.ts";
import { fleetKinds, type Kind } from "../../model/object/object.ts";
import type { CliContext } from "../cli-context.ts";
import { addConnection, type ConnectionOptions, connect } from "../connect.ts";
import { CliError, type ExitCode, exitCodes } from "../exit-code.ts";
import { formatAge } from "../output/age.ts";
import { kindColumns, statusWord } from "../output/columns.ts";
import { type OutputFlags, outputOption } from "../output/output-option.ts";
import { printValue } from "../output/print-value.ts";
import { withProgress } from "../output/progress.ts";
import { formatTable } from "../output/table.ts";
import { keyFor, parseKind, titleOf } from "../parse-kind.ts";
import { parseWholeNumber } from "../parse-number.ts";

interface GetOptions extends ConnectionOptions, OutputFlags {
  readonly namespace?: string;
  readonly allNamespaces?: boolean;
  readonly selector?: string;
  readonly atRevision?: number;
}

/** `sluice get KIND [NAME…]`: objects as a table, JSON or YAML. */
export function getCommand(context: CliContext): Command {
  const command = new Command("get")
    .summary("show objects")
    .description("Show objects of a kind, all or by name: gateways, routes, services, …")
    .argument("<kind>", "kind of object, for example routes")
    .argument("[names...]", "names; all objects when none is given")
    .option("-n, --namespace <namespace>", "namespace (default: default)")
    .option("-A, --all-namespaces", "objects of every namespace that the key covers")
    .option("-l, --selector <labels>", "only objects with these labels: app=shop,tier!=web")
    .option("--at-revision <revision>", "as it was right after this revision", parseWholeNumber)
    .addOption(outputOption());
  return addConnection(command).action(async (kind: string, names: string[], options: GetOptions) => {
    context.finish(await get(context, { kind: parseKind(kind), names, options }));
  });
}

interface Request {
  readonly kind: Kind;
  readonly names: readonly string[];
  readonly options: GetOptions;
}

async function get(context: CliContext, request: Request): Promise<ExitCode> {
  const { kind, names, options } = request;
  if (options.allNamespaces === true && (names.length > 0 || options.namespace !== undefined)) {
    throw new CliError("ERR_CLI_USAGE", "Option --all-namespaces goes with neither names nor --namespace");
  }
  const client = await connect(context, options);
  const work = names.length === 0 ? listed(client, request, context) : named(client, request, context);
  const { objects, missing } = await withProgress(context, `Reads ${kind} objects from ${client.server}`, work);
  for (const title of missing) context.err(`${title} does not exist\n`);
  print(objects, request, context);
  return missing.length === 0 ? exitCodes.done : exitCodes.no;
}

function print(objects: readonly ShownObject[], request: Request, context: CliContext): void {
  const { kind, names, options } = request;
  if (options.output !== "table") context.out(printValue(shape(objects, request), options.output));
  else if (objects.length > 0) context.out(tableOf(objects, request, context.now()));
  else if (names.length === 0) context.err(`No ${kind} objects${placeOf(request)}\n`);
}

function placeOf({ kind, options }: Request): string {
  return options.allNamespaces === true || fleetKinds.has(kind) ? "" : ` in namespace ${options.namespace ?? "default"}`;
}

interface Found {
  readonly objects: readonly ShownObject[];
  readonly missing: readonly string[];
}

async function listed(client: Client, { kind, options }: Request, context: CliContext): Promise<Found> {
  const objects: ShownObject[] = [];
  const pages = client.list(kind, {
    ...(options.allNamespaces === true ? {} : { namespace: options.namespace ?? "default" }),
    ...(options.selector === undefined ? {} : { labels: options.selector }),
    ...(options.atRevision === undefined ? {} : { revision: options.atRevision }),
    signal: context.signal,
  });
  for await (const object of pages) objects.push(object);
  return { objects, missing: [] };
}

async function named(client: Client, { kind, names, options }: Request, context: CliContext): Promise<Found> {
  const revision = options.atRevision === undefined ? {} : { revision: options.atRevision };
  const keys = names.map((name) => keyFor(kind, name, options.namespace));
  const found = await Promise.all(keys.map((key) => client.get(key, { signal: context.signal, ...revision })));
  return { objects: found.flatMap((object) => object ?? []), missing: keys.filter((_, place) => found[place] === undefined).map(titleOf) };
}

/** One object that was asked for by name stands alone, everything else is a list. */
function shape(objects: readonly ShownObject[], { names }: Request): Json {
  return (names.length === 1 && objects.length === 1 ? objects[0] : objects) as Json;
}

function tableOf(objects: readonly ShownObject[], { kind, options }: Request, nowMs: number): string {
  const columns = [
    ...(options.allNamespaces === true ? [{ header: "namespace", of: (object: ShownObject) => object.namespace ?? "" }] : []),
    { header: "name", of: (object: ShownObject) => object.name },
    ...kindColumns[kind],
    ...(options.atRevision === undefined ? [{ header: "status", of: statusWord }] : []),
    { header: "revision", of: (object: ShownObject) => String(object.revision ?? "-") },
    { header: "age", of: (object: ShownObject) => formatAge(object.createdAt ?? "", nowMs) },
  ];
  return formatTable(
    columns.map(({ header }) => header),
    objects.map((object) => columns.map(({ of }) => of(object))),
  );
}
