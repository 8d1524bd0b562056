/** What a token permits, from least to most. */
export const roles = ["viewer", "operator", "admin"] as const;

/** Viewer reads; operator also writes namespaced objects; admin everything, in all namespaces. */
export type Role = (typeof roles)[number];

/** Who makes a request. */
export interface Principal {
  /** The token's name; author of what it writes. */
  readonly name: string;
  readonly role: Role;
  /** The namespaces that the role covers; `*` are all, and what belongs to the fleet. */
  readonly namespaces: "*" | ReadonlySet<string>;
}

/**
 * What an operation needs before its handler runs.
 * - `public`: no token.
 * - `token`: any user's token; the handler decides by namespace what it sees or may do.
 * - `fleet`: reads what belongs to the fleet: a token for all namespaces.
 * - `admin`: the role admin.
 */
export type Access = "public" | "token" | "fleet" | "admin";

/** True when the principal may read this namespace; the empty namespace stands for fleet-wide kinds. */
export function mayRead(principal: Principal, namespace: string): boolean {
  return principal.namespaces === "*" || principal.namespaces.has(namespace);
}

/** True when the principal may write in this namespace; fleet-wide kinds (empty namespace) are for admins. */
export function mayWrite(principal: Principal, namespace: string): boolean {
  if (principal.role === "admin") return true;
  return principal.role === "operator" && namespace !== "" && mayRead(principal, namespace);
}

/** True when the principal has what an operation needs. */
export function mayCall(principal: Principal, access: Access): boolean {
  if (access === "admin") return principal.role === "admin";
  return access !== "fleet" || principal.namespaces === "*";
}

/** `role operator in namespaces a, b`, for messages. */
export function describePrincipal(principal: Principal): string {
  const where = principal.namespaces === "*" ? "all namespaces" : `namespaces ${[...principal.namespaces].sort().join(", ")}`;
  return `Token ${JSON.stringify(principal.name)} has the role ${principal.role} in ${where}`;
}
