import type { JsonObject } from "../../kit/json.ts";
import type { Resource } from "../../snapshot/resource.ts";

/**
 * Who knows the plans that resources name, and that roles decide by which proxies ask with each request; given by `main`. They are kept with a resource that stays in
 * force: nothing else tells them once the objects have changed.
 */
export interface PlansPort {
  /** The plans that a resource names, as far as they are known here; undefined: none. */
  plansOf(resource: Resource): JsonObject | undefined;
}
