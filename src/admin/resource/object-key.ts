import { z } from "zod";
import { fleetKinds, type Kind, type ObjectKey } from "../../model/object/object.ts";
import { pathParameters } from "../http/parameters.ts";

const inNamespace = z.strictObject({ namespace: pathParameters.namespace, name: pathParameters.name });
const inFleet = z.strictObject({ name: pathParameters.name });

/** Path parameters of one object of a kind. */
export function objectParameters(kind: Kind): z.ZodObject<{ namespace: z.ZodOptional<typeof pathParameters.namespace>; name: typeof pathParameters.name }> {
  // Both have the members that the type promises; which of them is there depends on the kind.
  return (fleetKinds.has(kind) ? inFleet : inNamespace) as unknown as ReturnType<typeof objectParameters>;
}

/** The key that the path parameters name. */
export function objectKeyOf(kind: Kind, path: { readonly namespace?: string | undefined; readonly name: string }): ObjectKey {
  return { kind, namespace: path.namespace ?? "", name: path.name };
}
