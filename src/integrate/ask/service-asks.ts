import type { ListenAddress } from "../../kit/listen-address.ts";
import { type Answers, list, namedFile, optional, withDefault } from "./ask.ts";
import { type LimitKey, limitKey, type Rate, rate } from "./limit-key.ts";
import { address, bodyBytes, hostname, oneOf, policyName, time, words } from "./parsers.ts";

/** Where the services are, which every target asks. */
export const serviceAsks = {
  ratelimit: list({ flag: "--ratelimit <host:port>", help: "where proxies reach the rate limit service; more than once for more replicas" }, address),
  authz: list({ flag: "--authz <host:port>", help: "where proxies reach the authorization service; more than once for more replicas" }, address),
  policy: withDefault({ flag: "--policy <name>", help: "name of the policy that decides, or NAMESPACE/NAME", fallback: "mesh" }, policyName),
  domain: withDefault({ flag: "--domain <name>", help: "domain of the limits", fallback: "sluice" }, words),
  limitBy: list(
    { flag: "--limit-by <key>", help: "remote-address, method, host or header:NAME; more than once for a limit each", fallback: "remote-address" },
    limitKey,
  ),
  rate: withDefault({ flag: "--rate <count/unit>", help: "limit to begin with; edit the file of limits later", fallback: "100/second" }, rate),
  onOutage: withDefault(
    { flag: "--on-outage <what>", help: "what requests get while the rate limit service is away: allow or deny", fallback: "allow" },
    oneOf(["allow", "deny"]),
  ),
  ratelimitTimeout: withDefault({ flag: "--ratelimit-timeout <time>", help: "how long a proxy waits for it, retries included", fallback: "100ms" }, time),
  authzTimeout: withDefault({ flag: "--authz-timeout <time>", help: "how long a proxy waits for it; then the request is denied", fallback: "500ms" }, time),
  authzBody: optional(
    {
      flag: "--authz-body <bytes>",
      help: "longest body that is sent along, where rules or signatures look at bodies; longer ones are answered 413 (default: none is sent)",
    },
    bodyBytes,
  ),
} as const;

/** How proxies whose files the person knows speak TLS to the services. */
export const tlsFileAsks = {
  caFile: namedFile({ flag: "--ca-file <file>", help: "TLS: certificates that the services' certificate is checked by; a path on the proxies' machines" }),
  certFile: namedFile({ flag: "--cert-file <file>", help: "mTLS: the proxies' certificate; a path on their machines" }),
  keyFile: namedFile({ flag: "--key-file <file>", help: "mTLS: its private key; a path on their machines" }),
  serverName: optional({ flag: "--server-name <name>", help: "TLS: name in the services' certificate (default: host of the first address)" }, hostname),
} as const;

/** Answers of {@link serviceAsks}. */
export type ServiceAnswers = Answers<typeof serviceAsks>;

/** Answers of {@link tlsFileAsks}. */
export type TlsFileAnswers = Answers<typeof tlsFileAsks>;

/** How proxies reach the rate limit service, and what they ask it. */
export interface RateLimitService {
  readonly endpoints: readonly ListenAddress[];
  readonly domain: string;
  readonly keys: readonly LimitKey[];
  readonly rate: Rate;
  readonly onOutage: "allow" | "deny";
  readonly timeoutMs: number;
}

/** How proxies reach the authorization service. */
export interface AuthzService {
  readonly endpoints: readonly ListenAddress[];
  /** Name of the policy that decides. */
  readonly policy: string;
  readonly timeoutMs: number;
  /** Longest body that is sent along; undefined: none is. */
  readonly bodyBytes: number | undefined;
}

/** The services that a host mesh is to use; at least one of them. */
export interface Services {
  readonly ratelimit?: RateLimitService;
  readonly authz?: AuthzService;
}

/** The services out of the answers. */
export function servicesOf(answers: ServiceAnswers): Services {
  const { ratelimit, authz } = answers;
  return {
    ...(ratelimit.length > 0 && {
      ratelimit: {
        endpoints: ratelimit,
        domain: answers.domain,
        keys: answers.limitBy,
        rate: answers.rate,
        onOutage: answers.onOutage,
        timeoutMs: answers.ratelimitTimeout,
      },
    }),
    ...(authz.length > 0 && { authz: { endpoints: authz, policy: answers.policy, timeoutMs: answers.authzTimeout, bodyBytes: answers.authzBody } }),
  };
}

/** What is wrong with the answers taken together; one sentence each. */
export function reviewServices(answers: ServiceAnswers): readonly string[] {
  return answers.ratelimit.length + answers.authz.length > 0 ? [] : ["Give --ratelimit, --authz or both: where proxies reach the services"];
}

/** What is wrong with the files of TLS taken together. */
export function reviewTlsFiles({ caFile, certFile, keyFile, serverName }: { readonly [K in keyof TlsFileAnswers]: unknown }): readonly string[] {
  const complaints: string[] = [];
  if ((certFile === undefined) !== (keyFile === undefined)) complaints.push("Options --cert-file and --key-file go together: one of them is missing");
  if (caFile === undefined && (certFile !== undefined || serverName !== undefined))
    complaints.push("Options --cert-file and --server-name need --ca-file: services that are not checked must not get a certificate");
  return complaints;
}
