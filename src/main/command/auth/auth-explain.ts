import { Command } from "commander";
import type { CliContext } from "../../../cli/cli-context.ts";
import { addConnection, type ConnectionOptions, connect } from "../../../cli/connect.ts";
import { CliError, exitCodes } from "../../../cli/exit-code.ts";
import { findFiles } from "../../../cli/file/find-files.ts";
import { locatedText } from "../../../cli/file/located-text.ts";
import { textOf } from "../../../cli/file/text-of.ts";
import { authExplanationText } from "../../../cli/output/auth-explanation-text.ts";
import { type OutputFlags, outputOption } from "../../../cli/output/output-option.ts";
import { printValue } from "../../../cli/output/print-value.ts";
import { checkedUrl, headerOption, metadataOption, parsedHeaders, parsedMetadata } from "../../../cli/parse-request.ts";
import type { AuthQuestion } from "../../../client/client.ts";
import type { AuthExplanation } from "../../../model/auth/auth-explanation.ts";

interface ExplainAuthOptions extends ConnectionOptions, OutputFlags {
  readonly header?: string[];
  readonly tokenFile?: string;
  readonly policy?: string;
  readonly filename?: string[];
  readonly nodeGroup?: string;
  readonly source?: string;
  readonly principal?: string;
  readonly certificateFile?: string;
  readonly bodyFile?: string;
  readonly metadata?: string[];
  readonly routeMetadata?: string[];
}

/** `sluice auth explain METHOD URL`: who a request is taken for, whether it gets in, and why. */
export function authExplainCommand(context: CliContext): Command {
  const command = new Command("explain")
    .summary("tell who a request is taken for, whether it gets in, and why")
    .description(
      "Decide a request by the policies in force, or by those of files, and tell each phase: what it read, which credential failed and why, which rule decided. Nothing is sent to a backend, counted or logged, and credentials are not shown. Ends with 1 when the request does not get in.",
    )
    .argument("[method]", "method, for example GET (default: GET)")
    .argument("[url]", "whole address, for example http://shop.example/orders (default: any, for a policy that is named)")
    .addOption(headerOption())
    .option("--token-file <file>", "file with a token that is shown as Authorization: Bearer, - is standard input")
    .option("--policy <name>", "a Policy that decides in place of what the route demands, as NAME or NAMESPACE/NAME")
    .option("-f, --filename <files...>", "files or folders of objects that decide in place of a server's")
    .option("--node-group <group>", "only listeners of this node group")
    .option("--source <address>", "the caller's address")
    .option("--principal <name>", "name in the client certificate, for example spiffe://example.org/web")
    .option("--certificate-file <file>", "the client certificate (PEM)")
    .option("--body-file <file>", "the body, for rules and signatures that look at it")
    .addOption(metadataOption("metadata", "what filters of the proxy would have left of the request"))
    .addOption(metadataOption("route-metadata", "the route's own metadata"))
    .addOption(outputOption());
  return addConnection(command).action(async (method: string | undefined, url: string | undefined, options: ExplainAuthOptions) => {
    const question = await questionOf(context, askedOf(method, url), options);
    const explanation = options.filename === undefined ? await askServer(context, question, options) : await askFiles(context, question, options.filename);
    context.out(options.output === "table" ? authExplanationText(explanation) : printValue(explanation, options.output));
    context.finish(explanation.outcome === "allowed" || explanation.outcome === "unasked" ? exitCodes.done : exitCodes.no);
  });
}

interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
}

/** An address that stands alone is one of GET, as with curl. */
function askedOf(method: string | undefined, url: string | undefined): Asked {
  return url === undefined && method?.includes("://") === true ? { method: undefined, url: method } : { method, url };
}

async function questionOf(context: CliContext, { method = "GET", url }: Asked, options: ExplainAuthOptions): Promise<AuthQuestion> {
  const { header, tokenFile, policy, nodeGroup, source, principal, certificateFile, bodyFile } = options;
  if (url === undefined && policy === undefined) throw new CliError("ERR_CLI_USAGE", "Neither an address nor --policy says what decides");
  const token = (await optionalText(context, tokenFile))?.trim();
  const told = {
    url: url && checkedUrl(url),
    group: nodeGroup,
    source,
    principal,
    certificate: await optionalText(context, certificateFile),
    body: await optionalText(context, bodyFile),
    metadata: parsedMetadata(options.metadata),
    routeMetadata: parsedMetadata(options.routeMetadata),
  };
  return {
    method: method.toUpperCase(),
    headers: { ...parsedHeaders(header ?? []), ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    ...(policy !== undefined && { policy: policyKey(policy) }),
    ...Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)),
  };
}

async function optionalText(context: CliContext, name: string | undefined): Promise<string | undefined> {
  return name === undefined ? undefined : textOf(context, name);
}

function policyKey(text: string): NonNullable<AuthQuestion["policy"]> {
  const [namespace, name, more] = text.includes("/") ? text.split("/") : ["default", text];
  if (namespace === undefined || name === undefined || name === "" || more !== undefined)
    throw new CliError("ERR_CLI_USAGE", `Policy "${text}" is not NAME or NAMESPACE/NAME`);
  return { namespace, name };
}

async function askServer(context: CliContext, question: AuthQuestion, options: ExplainAuthOptions): Promise<AuthExplanation> {
  const client = await connect(context, options);
  return client.explainAuth(question, { signal: context.signal });
}

async function askFiles(context: CliContext, question: AuthQuestion, names: readonly string[]): Promise<AuthExplanation> {
  const [{ readAuthDocuments }, { explainOffline }] = await Promise.all([
    import("../../authz/offline/read-auth-documents.ts"),
    import("../../authz/offline/explain-offline.ts"),
  ]);
  const model = await context.model();
  const { objects, problems } = readAuthDocuments(await findFiles(context, names), model);
  if (problems.length > 0) throw new CliError("ERR_CLI_FILE", locatedText(problems));
  const { explanation, warnings } = await explainOffline(question, objects, { model, now: context.now() });
  for (const warning of warnings) context.err(`${warning}\n`);
  if (explanation === undefined) throw new CliError("ERR_CLI_FILE", `Policy ${question.policy?.name ?? ""} is not among the files, or has no block auth`);
  return explanation;
}
