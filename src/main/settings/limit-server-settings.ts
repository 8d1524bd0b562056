import { resolve } from "node:path";
import type { Problem } from "../../kit/problem.ts";
import type { limitServerOptions } from "./limit-server-options.ts";
import type { OptionValues } from "./option.ts";

/** The xDS server that limits come from; paths are absolute. */
export interface LimitServerSettings {
  /** `http:` or `https:`, with host and port. */
  readonly url: URL;
  /** Undefined: the name of the replica. */
  readonly nodeId: string | undefined;
  readonly nodeCluster: string;
  readonly tokenFile: string | undefined;
  readonly caFile: string | undefined;
  readonly client: { readonly certFile: string; readonly keyFile: string } | undefined;
}

type Values = OptionValues<typeof limitServerOptions>;

/** Picks the settings of the xDS server out of all; undefined: limits come from elsewhere. */
export function readLimitServer(values: Values, cwd: string): LimitServerSettings | undefined {
  const url = values.limitsXds === undefined ? undefined : parseUrl(values.limitsXds);
  if (url === undefined) return undefined;
  const path = (file: string | undefined): string | undefined => (file === undefined ? undefined : resolve(cwd, file));
  const [certFile, keyFile] = [path(values.limitsXdsCertFile), path(values.limitsXdsKeyFile)];
  return {
    url,
    nodeId: values.limitsXdsNode,
    nodeCluster: values.limitsXdsCluster ?? "",
    tokenFile: path(values.limitsXdsTokenFile),
    caFile: path(values.limitsXdsCaFile),
    client: certFile === undefined || keyFile === undefined ? undefined : { certFile, keyFile },
  };
}

/** What does not fit together. */
export function checkLimitServer(values: Values & { readonly limits: string | undefined }): readonly Problem[] {
  const { limitsXds: text, limits: folder } = values;
  const further = furtherOptions(values);
  if (text === undefined) return further.map(([flag, value]) => problem(`Option ${flag} "${value}" needs --limits-xds http://HOST:PORT`));
  const url = parseUrl(text);
  if (url === undefined) return [problem(`Option --limits-xds "${text}" must be http://HOST:PORT or https://HOST:PORT, for example http://127.0.0.1:18000`)];
  const problems: Problem[] = [];
  if (folder !== undefined) problems.push(problem(`Options --limits "${folder}" and --limits-xds "${text}" both say where limits come from: give one of them`));
  if ((values.limitsXdsCertFile === undefined) !== (values.limitsXdsKeyFile === undefined)) {
    problems.push(problem("Options --limits-xds-cert-file and --limits-xds-key-file go together: one of them is missing"));
  }
  if (url.protocol === "http:" && (values.limitsXdsCaFile ?? values.limitsXdsCertFile) !== undefined) {
    problems.push(problem(`Options --limits-xds-ca-file and --limits-xds-cert-file need --limits-xds https://HOST:PORT, not "${text}"`));
  }
  return problems;
}

function furtherOptions(values: Values): readonly (readonly [flag: string, value: string])[] {
  const all = [
    ["--limits-xds-node", values.limitsXdsNode],
    ["--limits-xds-cluster", values.limitsXdsCluster],
    ["--limits-xds-token-file", values.limitsXdsTokenFile],
    ["--limits-xds-ca-file", values.limitsXdsCaFile],
    ["--limits-xds-cert-file", values.limitsXdsCertFile],
    ["--limits-xds-key-file", values.limitsXdsKeyFile],
  ] as const;
  return all.flatMap(([flag, value]) => (value === undefined ? [] : [[flag, value] as const]));
}

/** Undefined when it is no address of an xDS server. */
function parseUrl(text: string): URL | undefined {
  const match = /^https?:\/\/(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):\d{1,5}\/?$/u.test(text);
  return match && URL.canParse(text) ? new URL(text) : undefined;
}

function problem(detail: string): Problem {
  return { code: "INVALID_OPTION", pointer: "", detail };
}
