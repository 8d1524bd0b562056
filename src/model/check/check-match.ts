import type { Problem } from "../../kit/problem.ts";
import type { NamedMatch, RouteMatch } from "../object/route.ts";
import { normalPath } from "../path/normal-path.ts";
import { shown } from "./complaint.ts";
import { readTemplate } from "./uri-template.ts";

/** What is wrong with the conditions of one match: fields that exclude each other, and conditions that no request can meet. */
export function checkMatch(match: RouteMatch, pointer: string): readonly Problem[] {
  const { path, headers = [], query = [] } = match;
  const template = path?.template;
  return [
    ...besideGrpc(match, pointer),
    ...(template === undefined ? [] : templateProblem(template, `${pointer}/path/template`, readTemplate(template))),
    ...(["exact", "prefix"] as const).flatMap((form) => pathProblem(path?.[form], `${pointer}/path/${form}`)),
    ...headers.flatMap((header, index) => headerProblem(header.name, `${pointer}/headers/${index}/name`)),
    ...query.flatMap((parameter, index) => queryProblems(parameter, `${pointer}/query/${index}`)),
  ];
}

/** Why a template is not valid, as a problem. */
export function templateProblem(text: string, pointer: string, read: ReturnType<typeof readTemplate>): readonly Problem[] {
  if (!("error" in read)) return [];
  return [{ code: "INVALID_TEMPLATE", pointer, detail: `Template ${shown(text)} is not valid: ${read.error}`, hint: "Write for example /users/{id}/**" }];
}

function besideGrpc(match: RouteMatch, pointer: string): readonly Problem[] {
  const beside = match.grpc === undefined ? [] : (["path", "method"] as const).filter((field) => match[field] !== undefined);
  return beside.map((field) => ({
    code: "CONFLICTING_FIELDS",
    pointer: `${pointer}/${field}`,
    detail: `Fields grpc and ${field} exclude each other`,
    hint: "gRPC service and method are the path, and the HTTP method is POST",
  }));
}

/** Routes see the normal form of a path alone. */
function pathProblem(path: string | undefined, pointer: string): readonly Problem[] {
  if (path === undefined) return [];
  const normal = normalPath(path);
  if (normal.kind === "path" && normal.path === path) return [];
  const detail = `Path ${shown(path)} is never seen: ${normal.kind === "invalid" ? `requests are refused where ${normal.why}` : "paths are brought into their normal form first"}`;
  return [{ code: "NEVER_MATCHES", pointer, detail, hint: normal.kind === "invalid" ? "Leave it out" : `Write ${normal.path}` }];
}

function headerProblem(name: string, pointer: string): readonly Problem[] {
  if (name.toLowerCase() === "host")
    return [{ code: "INVALID_HEADER_NAME", pointer, detail: "Header Host cannot be matched here", hint: "Name the hosts in the route's hostnames" }];
  if (!name.includes("_")) return [];
  const detail = `Header ${shown(name)} is never seen: headers with an underscore are dropped`;
  return [{ code: "NEVER_MATCHES", pointer, detail, hint: "Let clients send it with a hyphen" }];
}

/** Parameters are compared as they stand in the request line: what cannot stand there is never found. */
function queryProblems(parameter: NamedMatch, pointer: string): readonly Problem[] {
  const { name, exact, prefix, suffix, contains } = parameter;
  const texts = Object.entries({ name, exact, prefix, suffix, contains }).filter(([, text]) => text !== undefined);
  return texts.flatMap(([field, text = ""]) => {
    if (/^[!-"$%'-~]*$/u.test(text) && !(field === "name" && text.includes("="))) return [];
    const detail = `Text ${shown(text)} is never seen: query parameters are compared as they are sent, without decoding`;
    return [{ code: "NEVER_MATCHES", pointer: `${pointer}/${field}`, detail, hint: `Write ${encodeURIComponent(text.toWellFormed())}` }];
  });
}
