import { stringify } from "yaml";
import { z } from "zod";
import { ephemeralKinds, fleetKinds, type Kind, kinds, type StoredObject } from "../../model/object/object.ts";
import type { Principal } from "../access/principal.ts";
import type { AdminContext } from "../admin-context.ts";
import { defineOperation } from "../http/define-operation.ts";
import type { Operation } from "../http/operation.ts";
import { kindsParameter, pathParameters, queryParameters } from "../http/parameters.ts";
import { matchesLabels } from "../resource/label-selector.ts";
import { type ListSource, listSources } from "../resource/list-sources.ts";
import { scanObjects } from "../resource/scan-objects.ts";
import { exportSchema } from "../resource/schemas.ts";
import { showWritten } from "../resource/show-object.ts";
import { staleHeaders } from "../resource/stale-headers.ts";

const query = z.strictObject({
  namespace: pathParameters.namespace.describe("Only this namespace; what belongs to the fleet is left out").exactOptional(),
  kinds: kindsParameter.describe("Only these kinds, separated by commas; default: all that have history").exactOptional(),
  labels: queryParameters.labels,
  revision: queryParameters.atRevision.describe("As it was right after this revision").exactOptional(),
});

type ExportOptions = z.infer<typeof query>;

/** GET of all objects in the form that `import` and `sluice apply` take; secrets are fingerprints, which keep what is stored. */
export function exportObjects(context: AdminContext): Operation {
  return defineOperation({
    id: "export",
    method: "get",
    path: "/v1/export",
    tag: "Export and import",
    summary: "Export objects as YAML documents or JSON",
    access: "token",
    parameters: { query },
    answers: {
      200: {
        description: "The objects, in the order of kind, namespace and name, at one revision",
        content: { "application/yaml": z.unknown().describe("YAML documents, one an object"), "application/json": exportSchema(context.model) },
      },
    },
    problems: ["COMPACTED"],
    handle: async ({ principal, query: options, accept }) => {
      const objects = exported(sourcesOf(options, principal), options, context);
      // The first object is fetched before the answer begins, so that what refuses the export still gets a status of its own.
      const first = await objects.next();
      const all = prepend(first, objects);
      const stream = accept === "application/json" ? asJson(all, context) : asYaml(all, context);
      return { status: 200, headers: staleHeaders(context), mediaType: accept, stream };
    },
  });
}

function sourcesOf(options: ExportOptions, principal: Principal): readonly ListSource[] {
  const wanted: readonly Kind[] = options.kinds ?? kinds.filter((kind) => !ephemeralKinds.has(kind));
  return wanted.flatMap((kind) => {
    if (!fleetKinds.has(kind)) return listSources(kind, options.namespace, principal);
    if (options.namespace !== undefined) return [];
    return principal.namespaces === "*" ? listSources(kind, "", principal) : [];
  });
}

async function* exported(sources: readonly ListSource[], options: ExportOptions, context: AdminContext): AsyncGenerator<StoredObject> {
  if (sources.length === 0) return;
  const revision = options.revision === undefined ? {} : { revision: options.revision };
  for await (const { object } of scanObjects(sources, { source: 0, skip: 0, size: 1000, ...revision }, context)) {
    if (matchesLabels(object.labels, options.labels ?? [])) yield object;
  }
}

async function* prepend(first: IteratorResult<StoredObject, unknown>, rest: AsyncGenerator<StoredObject>): AsyncGenerator<StoredObject> {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}

async function* asYaml(objects: AsyncIterable<StoredObject>, context: AdminContext): AsyncGenerator<string> {
  for await (const object of objects) yield `---\n${stringify(showWritten(object, context), { lineWidth: 0, aliasDuplicateObjects: false, version: "1.2" })}`;
}

async function* asJson(objects: AsyncIterable<StoredObject>, context: AdminContext): AsyncGenerator<string> {
  let separator = '{"objects":[\n';
  for await (const object of objects) {
    yield `${separator}${JSON.stringify(showWritten(object, context))}`;
    separator = ",\n";
  }
  yield separator === ",\n" ? "\n]}\n" : '{"objects":[]}\n';
}
