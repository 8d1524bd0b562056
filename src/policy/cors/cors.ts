import { packAny } from "../../gen/codec.ts";
import type { Policy } from "../policy.ts";
import { corsFilter, routeCors } from "./emit.ts";
import { type CorsNode, lowerCors } from "./lower.ts";
import { corsSchema } from "./schema.ts";

/** Cross-origin rules for browsers. See Envoy's cors filter. */
export const cors: Policy<CorsNode> = {
  name: "cors",
  side: "route",
  merge: "overlay",
  order: 300,
  filter: { name: corsFilter, level: 1, config: () => packAny("envoy.extensions.filters.http.cors.v3.Cors", {}) },
  schema: corsSchema,
  lower: lowerCors,
  route: routeCors,
};
