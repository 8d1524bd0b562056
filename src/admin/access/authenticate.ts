import { AdminError } from "../problem/admin-error.ts";
import type { Principal } from "./principal.ts";
import type { TokenDirectory, VerifiedToken } from "./token-directory.ts";
import type { UserToken } from "./token-record.ts";

/** A caller, and the token that proves it. */
export interface Caller extends Principal {
  readonly token: VerifiedToken;
}

const challenge = { "WWW-Authenticate": 'Bearer realm="sluice"' };

/** Who sends this `Authorization` header. Throws 401 for a token that is missing or not good, 403 for a node's token. */
export async function authenticate(header: string | undefined, tokens: TokenDirectory): Promise<Caller> {
  const text = /^Bearer +(?<token>[\x21-\x7e]+) *$/iu.exec(header ?? "")?.groups?.["token"];
  if (text === undefined) throw new AdminError("UNAUTHENTICATED", "The header Authorization has no Bearer token", { headers: challenge });
  const token = await tokens.verify(text);
  if (token === "busy") throw new AdminError("BUSY", "The token cannot be looked up right now", { headers: { "Retry-After": "1" } });
  if (token === "unknown") throw new AdminError("UNAUTHENTICATED", "The token is unknown, deleted or expired", { headers: challenge });
  if (token.record.kind === "node") throw new AdminError("FORBIDDEN", `Token ${JSON.stringify(token.name)} is for nodes, it cannot be used here`);
  return { ...principalOf(token.name, token.record), token };
}

function principalOf(name: string, record: UserToken): Principal {
  const everywhere = record.role === "admin" || record.namespaces === "*";
  return { name, role: record.role, namespaces: everywhere ? "*" : new Set(record.namespaces) };
}
