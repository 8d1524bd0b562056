import { coversHostname, intersectHostname } from "../route/hostname.ts";

/** A certificate and the server names that it is good for. */
export interface NamedCertificate {
  readonly secret: string;
  readonly hostnames: readonly string[];
}

/** Server names that are answered with one certificate: a filter chain. */
export interface CertifiedNames {
  readonly secret: string;
  /** Empty: every name that no other chain has. */
  readonly serverNames: readonly string[];
  /** Names that just the certificate brought, beside those that were asked for. */
  readonly own: boolean;
}

/**
 * Shares server names out among certificates. Each name that is asked for (none: every name) has a chain of its own with the first certificate
 * that is good for it, else with the first of all. Where there are several certificates, each has a chain for its own names below what is asked
 * for. So adding a certificate or a name adds chains and leaves the others as they are: nobody is drained. `elsewhere` are names that
 * somebody else on the same port asks for.
 */
export function certifiedNames(
  asked: readonly string[],
  certificates: readonly NamedCertificate[],
  elsewhere: readonly string[] = [],
): readonly CertifiedNames[] {
  const [first] = certificates;
  if (first === undefined) return [];
  const wanted = asked.length === 0 ? ["*"] : asked;
  const main = wanted.map((name): CertifiedNames => {
    const fitting = certificates.find(({ hostnames }) => hostnames.some((hostname) => isGoodFor(hostname, name))) ?? first;
    return { secret: fitting.secret, serverNames: name === "*" ? [] : [name], own: false };
  });
  return certificates.length === 1 ? main : [...main, ...ownNames(wanted, certificates, elsewhere)];
}

function ownNames(wanted: readonly string[], certificates: readonly NamedCertificate[], elsewhere: readonly string[]): readonly CertifiedNames[] {
  const taken = new Set(wanted);
  return certificates.flatMap(({ secret, hostnames }): readonly CertifiedNames[] => {
    const serverNames = wanted
      .flatMap((pattern) => hostnames.flatMap((hostname) => narrower(pattern, hostname)).filter((name) => !belongsElsewhere(name, pattern, elsewhere)))
      .filter((name) => !taken.has(name));
    for (const name of serverNames) taken.add(name);
    return serverNames.length === 0 ? [] : [{ secret, serverNames: [...new Set(serverNames)].sort(), own: true }];
  });
}

function narrower(pattern: string, hostname: string): readonly string[] {
  const common = intersectHostname(pattern, hostname);
  return common === undefined ? [] : [common];
}

/** True when somebody asks for the name more narrowly than by `pattern`: the narrowest has it. */
export function belongsElsewhere(name: string, pattern: string, elsewhere: readonly string[]): boolean {
  return elsewhere.some((other) => other !== pattern && coversHostname(other, name) && coversHostname(pattern, other));
}

/** Unlike a listener's wildcard, a certificate's stands for one label (RFC 9525, section 6.3). */
function isGoodFor(hostname: string, name: string): boolean {
  return hostname === name || (hostname.startsWith("*.") && !name.startsWith("*") && name.slice(name.indexOf(".")) === hostname.slice(1));
}
