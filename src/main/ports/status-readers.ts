import { authenticate } from "../../admin/access/authenticate.ts";
import { describePrincipal, mayCall } from "../../admin/access/principal.ts";
import type { TokenDirectory } from "../../admin/access/token-directory.ts";
import { AdminError } from "../../admin/problem/admin-error.ts";
import type { ReadPermission, StatusReaders } from "../../discovery/client-status/status-readers.ts";

/** CSDS is for those who may list the nodes by REST: a user's token for all namespaces. */
export function statusReaders(tokens: TokenDirectory): StatusReaders {
  return { mayRead: (authorization) => permissionOf(authorization, tokens) };
}

async function permissionOf(authorization: string | undefined, tokens: TokenDirectory): Promise<ReadPermission> {
  try {
    const caller = await authenticate(authorization, tokens);
    if (mayCall(caller, "fleet")) return { kind: "permitted" };
    return { kind: "denied", code: "PERMISSION_DENIED", message: `${describePrincipal(caller)}; what nodes have is read with a token for all namespaces` };
  } catch (error) {
    if (error instanceof AdminError && error.code === "UNAUTHENTICATED") return { kind: "denied", code: "UNAUTHENTICATED", message: error.message };
    if (error instanceof AdminError && error.code === "FORBIDDEN") return { kind: "denied", code: "PERMISSION_DENIED", message: error.message };
    return { kind: "denied", code: "UNAVAILABLE", message: "The token cannot be looked up right now, ask again" };
  }
}
