import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { type ListenAddress, parseListenAddress } from "../../kit/listen-address.ts";
import { type BootstrapOptions, type BootstrapTls, makeBootstrap } from "../bootstrap/bootstrap.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError, exitCodes } from "../exit-code.ts";
import { printValue } from "../output/print-value.ts";
import { parseWholeNumber } from "../parse-number.ts";

interface BootstrapFlags {
  readonly node: string;
  readonly cluster: string;
  readonly discovery?: ListenAddress[];
  readonly sotw?: boolean;
  readonly region?: string;
  readonly zone?: string;
  readonly subZone?: string;
  readonly adminPort: number;
  readonly tokenFile?: string;
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly serverName?: string;
  readonly maxHeap: number;
  readonly maxConnections: number;
  readonly output: "yaml" | "json";
}

const defaultDiscovery: readonly ListenAddress[] = [{ host: "127.0.0.1", port: 18_000 }];

/** `sluice bootstrap`: what an Envoy is started with. Needs no server. */
export function bootstrapCommand(context: CliContext): Command {
  return new Command("bootstrap")
    .summary("write the bootstrap of an Envoy")
    .description("Write what an Envoy is started with: envoy -c FILE --drain-time-s 5. With --token-file the result holds the token: keep it to yourself.")
    .requiredOption("--node <id>", "the node's id, unique in the fleet")
    .option("--cluster <name>", "the node's cluster, by which node groups match", "edge")
    .option("--discovery <host:port>", "where a control plane listens; may be given more than once (default: 127.0.0.1:18000)", collectAddress)
    .addOption(new Option("--delta", "incremental xDS (default)").conflicts("sotw"))
    .option("--sotw", "state-of-the-world xDS")
    .option("--region <name>", "where the node runs")
    .option("--zone <name>", "where the node runs")
    .option("--sub-zone <name>", "where the node runs")
    .option("--admin-port <port>", "loopback port of Envoy's own admin interface; 0 lets the system choose", parsePort, 9901)
    .option("--token-file <file>", "file with the token that admits the node")
    .option("--ca-file <file>", "TLS: certificates that the control plane's certificate is checked by (a path on the node)")
    .option("--cert-file <file>", "mTLS: the node's certificate (a path on the node)")
    .option("--key-file <file>", "mTLS: its private key (a path on the node)")
    .option("--server-name <name>", "TLS: name in the control plane's certificate (default: host of the first --discovery)")
    .option("--max-heap <bytes>", "heap at which Envoy begins to refuse", parseSize, 2 ** 31)
    .option("--max-connections <count>", "connections from clients that Envoy takes", parseWholeNumber, 50_000)
    .addOption(new Option("-o, --output <format>", "form of the result").choices(["yaml", "json"]).default("yaml"))
    .action(async (flags: BootstrapFlags) => {
      context.out(printValue(makeBootstrap(await optionsOf(flags, context)), flags.output));
      context.finish(exitCodes.done);
    });
}

async function optionsOf(flags: BootstrapFlags, context: CliContext): Promise<BootstrapOptions> {
  const discovery = flags.discovery ?? defaultDiscovery;
  const tls = tlsOf(flags, discovery);
  const token = flags.tokenFile === undefined ? undefined : await readToken(resolve(context.cwd, flags.tokenFile));
  return {
    nodeId: flags.node,
    cluster: flags.cluster,
    discovery,
    variant: flags.sotw === true ? "sotw" : "delta",
    locality: { region: flags.region ?? "", zone: flags.zone ?? "", subZone: flags.subZone ?? "" },
    adminPort: flags.adminPort,
    maxHeapBytes: flags.maxHeap,
    maxConnections: flags.maxConnections,
    ...(token !== undefined && { token }),
    ...(tls !== undefined && { tls }),
  };
}

function tlsOf({ caFile, certFile, keyFile, serverName }: BootstrapFlags, discovery: readonly ListenAddress[]): BootstrapTls | undefined {
  if ((certFile === undefined) !== (keyFile === undefined))
    throw new CliError("ERR_CLI_USAGE", "Options --cert-file and --key-file go together: one of them is missing");
  if (caFile === undefined) {
    if (certFile ?? serverName)
      throw new CliError(
        "ERR_CLI_USAGE",
        "Options --cert-file and --server-name need --ca-file: a control plane that is not checked must not get a certificate",
      );
    return undefined;
  }
  const client = certFile === undefined || keyFile === undefined ? {} : { client: { certFile, keyFile } };
  return { caFile, serverName: serverName ?? discovery[0]?.host ?? "", ...client };
}

async function readToken(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new CliError("ERR_CLI_FILE", `Token file ${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  });
  const token = text.trim();
  if (token === "" || /[^\x21-\x7e]/u.test(token))
    throw new CliError("ERR_CLI_FILE", `Token file ${file} does not hold a token: one line of printable characters`);
  return token;
}

function collectAddress(text: string, before: readonly ListenAddress[] = []): readonly ListenAddress[] {
  const address = parseListenAddress(text);
  if ("code" in address || address.port === 0) throw new InvalidArgumentError("It must be HOST:PORT, for example 127.0.0.1:18000.");
  return [...before, address];
}

function parsePort(text: string): number {
  const port = parseWholeNumber(text);
  if (port > 65_535) throw new InvalidArgumentError("It must be a port, 0 to 65535.");
  return port;
}

/** Bytes, or with the suffix MiB or GiB. */
function parseSize(text: string): number {
  const match = /^(?<amount>\d{1,15})(?<unit>MiB|GiB)?$/u.exec(text);
  const factor = match?.groups?.["unit"] === "GiB" ? 2 ** 30 : match?.groups?.["unit"] === "MiB" ? 2 ** 20 : 1;
  const bytes = Number(match?.groups?.["amount"] ?? 0) * factor;
  if (bytes < 2 ** 26) throw new InvalidArgumentError("It must be a number of bytes, for example 2147483648 or 2GiB, and 64MiB or more.");
  return bytes;
}
