import { z } from "zod";
import { exclusive } from "./exclusive.ts";
import { grpcName, headerName, method, path, templateText } from "./http-text.ts";
import { namedMatchVariants, regexText } from "./text-match.ts";

const nameOf = (what: string) => z.string().min(1).max(256).describe(`Name of the ${what}.`);

const not = (what: string) =>
  z.boolean().describe(`True turns the match round; a ${what} that is absent then matches only with present. Default: false.`).exactOptional();

const pathMatch = exclusive(
  {},
  {
    exact: { exact: path.describe("The whole path.") },
    prefix: { prefix: path.describe("Whole segments at the start: /a covers /a and /a/b, not /ab; /a/ covers what is below it alone.") },
    regex: { regex: regexText.describe("Regular expression in RE2's grammar; it must match the whole path.") },
    template: { template: templateText.describe("Envoy's URI template: /users/{id}/**, with * for one segment and ** for the rest.") },
  },
);

const grpcMatch = z.strictObject({
  service: grpcName.describe("Full name of the gRPC service: acme.v1.Orders."),
  method: grpcName.describe("Method; default: every one of the service.").exactOptional(),
});

const header = exclusive({ name: headerName.describe("Name of the header; case does not matter."), not: not("header") }, namedMatchVariants);
const query = exclusive({ name: nameOf("query parameter") }, namedMatchVariants);
const cookie = exclusive({ name: nameOf("cookie"), not: not("cookie") }, namedMatchVariants);

/** Conditions on a request; every one must hold. */
export const routeMatch = z.strictObject({
  path: pathMatch.describe("Path; default: every path.").exactOptional(),
  method: z
    .union([method, z.array(method).min(1).max(50)])
    .describe("Method or methods, any of them; default: every method.")
    .exactOptional(),
  headers: z.array(header).max(32).describe("Headers; every one must match.").exactOptional(),
  query: z.array(query).max(32).describe("Query parameters, compared as they are sent (percent-encoded); every one must match.").exactOptional(),
  cookies: z.array(cookie).max(32).describe("Cookies; every one must match.").exactOptional(),
  grpc: grpcMatch.describe("gRPC service and method; stands in place of path and method.").exactOptional(),
});
