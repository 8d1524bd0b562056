import type { Model } from "../../src/model/model.ts";
import { ephemeralKinds, fleetKinds, type Kind, kinds, pluralOf } from "../../src/model/object/object.ts";
import { type FieldRow, fieldRows, type Schema } from "./field-rows.ts";

/** The reference of all kinds, as Markdown, from the schemas that check what users write. */
export function objectReference(model: Model): string {
  const policyNames = new Set(model.policies.map(({ name }) => name));
  const sections = kinds.map((kind) => kindSection(kind, model, policyNames));
  return [
    "# Objects",
    "",
    "Made by `npm run reference` from the schemas. Every object has `kind`, `name`, `namespace` (default `default`; not for fleet-wide kinds), `labels` and `spec`.",
    "A path ends in `[]` for each item of a list and in `.*` for each member of a map. Policies stand in a `spec` under their names; they have a section of their own.",
    "",
    ...kinds.map((kind) => `- [${kind}](#${kind.toLowerCase()})`),
    "- [Policies](#policies)",
    "",
    ...sections,
    ...policySections(model),
  ].join("\n");
}

function kindSection(kind: Kind, model: Model, policyNames: ReadonlySet<string>): string {
  const spec = specOf(model.jsonSchemaOf(kind));
  const allowed = Object.keys(spec.properties ?? {}).filter((name) => policyNames.has(name));
  const rows = fieldRows(spec, { skip: policyNames });
  const place = fleetKinds.has(kind) ? `/v1/${pluralOf(kind)}/{name}` : `/v1/namespaces/{namespace}/${pluralOf(kind)}/{name}`;
  const traits = [`\`${place}\``, ...(fleetKinds.has(kind) ? ["fleet-wide"] : []), ...(ephemeralKinds.has(kind) ? ["without history"] : [])];
  const policies = allowed.length === 0 ? [] : [`Policies: ${allowed.map((name) => `[\`${name}\`](#${name.toLowerCase()})`).join(", ")}`, ""];
  return [`## ${kind}`, "", traits.join(" · "), "", ...policies, table(rows), ""].join("\n");
}

function policySections(model: Model): readonly string[] {
  const all = specOf(model.jsonSchemaOf("Policy")).properties ?? {};
  const sections = model.policies.map(({ name, side, merge }) => {
    const schema = all[name] ?? {};
    return [`### ${name}`, "", `${side} side · ${merge}`, "", table(fieldRows(schema, { skip: new Set() })), ""].join("\n");
  });
  return ["## Policies", "", ...sections];
}

function specOf(schema: Schema): Schema {
  return schema.properties?.["spec"] ?? {};
}

function table(rows: readonly FieldRow[]): string {
  const lines = rows.map(({ path, type, fallback, description }) => `| \`${path}\` | ${type} | ${fallback} | ${description} |`);
  return ["| field | type | default | meaning |", "| --- | --- | --- | --- |", ...lines].join("\n");
}
