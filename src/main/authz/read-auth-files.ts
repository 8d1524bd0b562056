import type { DirectoryEntry } from "../../authz/decide/directory/consumer-directory.ts";
import type { RevocationEntry } from "../../authz/decide/revocation/revocation-index.ts";
import type { SecretBookEntry } from "../../authz/source/secrets/secret-book.ts";
import type { AuthPlan } from "../../model/auth/auth-plan.ts";
import { authPolicySchema } from "../../model/auth/auth-policy-schema.ts";
import { authSecrets } from "../../model/auth/auth-references.ts";
import type { AuthSpec } from "../../model/auth/auth-schema.ts";
import { authTestKind } from "../../model/auth/auth-test-schema.ts";
import { createModel } from "../../model/model.ts";
import { type Kind, keyText, keyTitle, type WrittenObject } from "../../model/object/object.ts";
import { isObject } from "../../model/policy/policy-blocks.ts";
import { type LocatedProblem, readDocuments, type YamlDocument } from "../../model/yaml/read-documents.ts";
import type { FolderFile } from "../files/watch-folder.ts";
import { withTargets } from "./with-targets.ts";

/** What files say of who gets in. */
export interface AuthFiles {
  /** By the name that routes give it in `sluice.target`. */
  readonly plans: ReadonlyMap<string, AuthPlan>;
  readonly consumers: readonly DirectoryEntry[];
  readonly revocations: readonly RevocationEntry[];
  readonly secrets: readonly SecretBookEntry[];
}

/** The kinds that authorization reads. */
const fileKinds: readonly Kind[] = ["Policy", "Consumer", "Revocation", "Secret"];
const model = createModel([authPolicySchema]);

/**
 * Reads objects as they are applied to a control plane. A Policy needs no targets here, and those that it has are not looked at: the
 * configuration of Envoy says by name where a policy applies, as `namespace/name`, or `name` alone in namespace `default`. Tests of policies are left out.
 */
export function readAuthFiles(files: readonly FolderFile[]): AuthFiles | { readonly problems: readonly LocatedProblem[] } {
  const read = files.map(({ name, text }) => readDocuments(text, name));
  const documents = read.flatMap((file) => file.documents).filter(({ value }) => !isObject(value) || value["kind"] !== authTestKind);
  const parsed = documents.map((document) => ({ document, ...parseDocument(document) }));
  const objects = parsed.flatMap(({ document, object }) => (object === undefined ? [] : [{ document, object }]));
  const problems = [
    ...read.flatMap((file) => file.problems),
    ...parsed.flatMap((one) => one.problems),
    ...repeated(objects),
    ...objects.flatMap(endless),
    ...missingSecrets(objects),
    ...objects.flatMap(unheardLogouts),
  ];
  if (problems.length > 0) return { problems };
  const all = objects.map(({ object }) => object);
  return { plans: plansIn(all), consumers: consumersIn(all), revocations: revocationsIn(all), secrets: secretsIn(all) };
}

interface ParsedDocument {
  readonly object: WrittenObject | undefined;
  readonly problems: readonly LocatedProblem[];
}

function parseDocument(document: YamlDocument): ParsedDocument {
  const { value, file } = document;
  const kind = isObject(value) ? value["kind"] : undefined;
  if (typeof kind === "string" && !fileKinds.some((known) => known === kind)) {
    const detail = `Kind ${JSON.stringify(kind)} has no place among these files`;
    return {
      object: undefined,
      problems: [{ code: "UNKNOWN_KIND", pointer: "/kind", detail, hint: `Kinds: ${fileKinds.join(", ")}`, file, ...document.locate("/kind") }],
    };
  }
  const result = model.parse(withTargets(value));
  if (result.kind === "parsed") return { object: result.object, problems: [] };
  return { object: undefined, problems: result.problems.map((problem) => ({ ...problem, file, ...document.locate(problem.pointer) })) };
}

function repeated(objects: readonly ReadObject[]): readonly LocatedProblem[] {
  return [...Map.groupBy(objects, ({ object }) => keyText(object)).values()].flatMap(([first, ...others]) =>
    others.map(({ document, object }) => {
      const detail = `${keyTitle(object)} stands in ${first?.document.file ?? ""}:${first?.document.locate("").line ?? 1} already`;
      return { code: "DUPLICATE_NAME", pointer: "", detail, file: document.file, ...document.locate("") };
    }),
  );
}

function plansIn(objects: readonly WrittenObject[]): ReadonlyMap<string, AuthPlan> {
  return new Map(
    objects.flatMap((object): readonly (readonly [string, AuthPlan])[] => {
      const spec = object.kind === "Policy" ? object.spec["auth"] : undefined;
      if (spec === undefined) return [];
      const { namespace, name } = object;
      const plan: AuthPlan = { layers: [{ source: keyTitle(object), namespace, spec: spec as unknown as AuthSpec }] };
      return [[`${namespace}/${name}`, plan], ...(namespace === "default" ? [[name, plan] as const] : [])];
    }),
  );
}

interface ReadObject {
  readonly document: YamlDocument;
  readonly object: WrittenObject;
}

function missingSecrets(objects: readonly ReadObject[]): readonly LocatedProblem[] {
  const secrets = secretsIn(objects.map(({ object }) => object));
  return objects.flatMap(({ document, object: { kind, namespace, spec } }) => {
    const block = kind === "Policy" ? spec["auth"] : undefined;
    const named = isObject(block) ? authSecrets(block) : [];
    return named.flatMap(({ pointer, ref }): readonly LocatedProblem[] => {
      const secret = secrets.find((one) => one.namespace === namespace && one.name === ref.name);
      if (secret?.spec.data[ref.entry] !== undefined) return [];
      const at = `/spec/auth${pointer}`;
      const detail =
        secret === undefined ? `Secret ${namespace}/${ref.name} is not among these files` : `Secret ${namespace}/${ref.name} has no entry ${ref.entry}`;
      return [{ code: "INVALID_VALUE", pointer: at, detail, file: document.file, ...document.locate(at) }];
    });
  });
}

/** A logout that a provider tells of is written to the store, where every replica hears of it. */
function unheardLogouts({ document, object }: ReadObject): readonly LocatedProblem[] {
  const { identify = [] } = (object.kind === "Policy" ? (object.spec["auth"] as AuthSpec | undefined) : undefined) ?? {};
  return identify.flatMap(({ oidc }, index): readonly LocatedProblem[] => {
    if (oidc?.logout?.backChannel === undefined) return [];
    const at = `/spec/auth/identify/${index}/oidc/logout/backChannel`;
    const detail = "Logouts that an identity provider tells of need a store, and policies of files have none";
    return [
      {
        code: "FIELD_NOT_ALLOWED",
        pointer: at,
        detail,
        hint: "Leave it out, or apply the policy to a control plane",
        file: document.file,
        ...document.locate(at),
      },
    ];
  });
}

function secretsIn(objects: readonly WrittenObject[]): readonly SecretBookEntry[] {
  return objects.flatMap((object) => {
    if (object.kind !== "Secret") return [];
    return [{ namespace: object.namespace, name: object.name, spec: model.specOf("Secret", object) }];
  });
}

function consumersIn(objects: readonly WrittenObject[]): readonly DirectoryEntry[] {
  return objects.flatMap((object) => {
    if (object.kind !== "Consumer") return [];
    return [{ namespace: object.namespace, name: object.name, spec: model.specOf("Consumer", object) }];
  });
}

/** Nobody knows when a file's revocation was made. */
function endless({ document, object }: ReadObject): readonly LocatedProblem[] {
  if (object.kind !== "Revocation" || object.spec["until"] !== undefined) return [];
  const detail = "A Revocation in a file says until when it holds";
  return [{ code: "MISSING_FIELD", pointer: "/spec", detail, hint: "Write until: 2026-12-31T00:00:00Z", file: document.file, ...document.locate("/spec") }];
}

function revocationsIn(objects: readonly WrittenObject[]): readonly RevocationEntry[] {
  return objects.flatMap((object) => {
    if (object.kind !== "Revocation") return [];
    return [{ namespace: object.namespace, name: object.name, spec: model.specOf("Revocation", object) }];
  });
}
