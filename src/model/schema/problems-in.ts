import type { z } from "zod";
import { appendPointer, pointer as pointerOf } from "../../kit/json-pointer.ts";
import { nearestName } from "../../kit/nearest-name.ts";
import type { Problem } from "../../kit/problem.ts";
import { readComplaint, shown } from "../check/complaint.ts";
import { choiceCode } from "../object/exclusive.ts";
import { oneOf, outOfRange, type Shown, typeNames, type Words, wrongType, wrongValue } from "./problem-words.ts";
import { fieldsAt } from "./schema-walk.ts";

type Issue = z.core.$ZodIssue;
type UnionIssue = Extract<Issue, { code: "invalid_union" }>;

/** Words a problem about a field that the schema does not know; `undefined` leaves it to the usual words. */
export type UnknownField = (name: string, pointer: string) => Words | undefined;

/** What {@link problemsIn} may be told. */
export interface ProblemOptions {
  /** Where the value stands in the object; default: it is the object. */
  readonly pointer?: string;
  readonly unknownField?: UnknownField;
  /** Where values are secret, so that no message may show them; pointers into the object. */
  readonly isSecret?: (pointer: string) => boolean;
}

/** Everything that a schema has against a value, in words: all violations, each with its place. Empty when the value is fine. */
export function problemsIn(schema: z.ZodType, value: unknown, options: ProblemOptions = {}): readonly Problem[] {
  const result = schema.safeParse(value);
  if (result.success) return [];
  const translate = new Translation(schema, value, options);
  return distinct(result.error.issues.flatMap((issue) => translate.problems(issue, [])));
}

class Translation {
  readonly #schema: z.ZodType;
  readonly #root: unknown;
  readonly #options: ProblemOptions;

  constructor(schema: z.ZodType, root: unknown, options: ProblemOptions) {
    this.#schema = schema;
    this.#root = root;
    this.#options = options;
  }

  /** `base` leads to the value that the issue's own path starts from: issues of a union's options start at the union. */
  problems(issue: Issue, base: readonly PropertyKey[]): readonly Problem[] {
    const path = [...base, ...issue.path];
    if (issue.code === "invalid_union") return this.#union(issue, path);
    if (issue.code === "unrecognized_keys") return issue.keys.map((name) => this.#unknownField(name, path));
    if (issue.code === "invalid_key") return issue.issues.flatMap((inner) => this.problems({ ...inner, path: [] }, path));
    return [{ ...this.#words(issue, path), pointer: this.#pointer(path) }];
  }

  #words(issue: Issue, path: readonly PropertyKey[]): Words {
    if (this.#valueAt(path) === undefined) return { code: "MISSING_FIELD", detail: `Field ${shown(path.at(-1))} is missing` };
    const complaint = readComplaint(issue.message);
    if (complaint !== undefined) return complaint;
    switch (issue.code) {
      case "invalid_type":
        return wrongType(this.#shown(path), [typeNames[issue.expected] ?? issue.expected]);
      case "invalid_value":
        return wrongValue(this.#shown(path), issue.values);
      case "too_big":
        return outOfRange(this.#shown(path), issue.origin, `at most ${issue.maximum}`);
      case "too_small":
        return outOfRange(this.#shown(path), issue.origin, `at least ${issue.minimum}`);
      default:
        return { code: "INVALID_VALUE", detail: `Value ${this.#shown(path).text} is not valid: ${issue.message}` };
    }
  }

  #unknownField(name: string, path: readonly PropertyKey[]): Problem {
    const at = appendPointer(this.#pointer(path), name);
    const special = this.#options.unknownField?.(name, at);
    if (special !== undefined) return { ...special, pointer: at };
    const known = fieldsAt(this.#schema, path);
    if (known.includes(name)) return { code: "FIELD_NOT_ALLOWED", detail: `Field ${shown(name)} does not go with the other fields here`, pointer: at };
    const nearest = nearestName(name, known);
    const hint = nearest === undefined ? `Known fields: ${[...known].sort().join(", ")}` : `Did you mean ${nearest}?`;
    return { code: "UNKNOWN_FIELD", detail: `Field ${shown(name)} is not known here`, ...(known.length > 0 && { hint }), pointer: at };
  }

  #union(issue: UnionIssue, path: readonly PropertyKey[]): readonly Problem[] {
    const value = this.#valueAt(path);
    const choice = readComplaint(issue.message);
    if (value === undefined) return [{ code: "MISSING_FIELD", detail: `Field ${shown(path.at(-1))} is missing`, pointer: this.#pointer(path) }];
    if (choice?.code === choiceCode) return this.#choice(issue, path, choice.detail.split(","));
    if (issue.errors.length === 0) return [{ ...wrongValue(this.#shown(path), "options" in issue ? (issue.options ?? []) : []), pointer: this.#pointer(path) }];
    return this.#bestOption(issue.errors, path);
  }

  /** Of alternatives of different types, the one whose type was written is meant; of several, the one with the least against it. */
  #bestOption(options: readonly (readonly Issue[])[], path: readonly PropertyKey[]): readonly Problem[] {
    const meant = options.filter((issues) => !issues.some((issue) => issue.path.length === 0 && refusesType(issue)));
    const best = meant.toSorted((left, right) => left.length - right.length)[0];
    if (best !== undefined) return best.flatMap((issue) => this.problems(issue, path));
    const atRoot = options.flatMap((issues) => issues.filter((issue) => issue.path.length === 0));
    const accepted = [...new Set(atRoot.flatMap(acceptedBy))];
    const words = typeof this.#valueAt(path) === "string" ? wrongValue(this.#shown(path), accepted) : wrongType(this.#shown(path), accepted);
    return [{ ...words, pointer: this.#pointer(path) }];
  }

  /** `keys` are those of the options in their order; empty for the option that needs none. */
  #choice(issue: UnionIssue, path: readonly PropertyKey[], keys: readonly string[]): readonly Problem[] {
    const value = this.#valueAt(path);
    const named = keys.filter((key) => key !== "");
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return [{ ...wrongType(this.#shown(path), [`an object with ${oneOf(named, "or")}`]), pointer: this.#pointer(path) }];
    }
    const present = named.filter((key) => Object.hasOwn(value, key));
    const optional = named.length < keys.length;
    const [only] = present;
    if (present.length === 1 && only !== undefined) return (issue.errors[keys.indexOf(only)] ?? []).flatMap((inner) => this.problems(inner, path));
    const others = [...commonIssues(issue.errors, named), ...present.flatMap((key) => issuesBelow(issue.errors[keys.indexOf(key)] ?? [], key))].flatMap(
      (inner) => this.problems(inner, path),
    );
    if (present.length === 0 && optional) return (issue.errors[keys.indexOf("")] ?? []).flatMap((inner) => this.problems(inner, path));
    const wanted = `${optional ? "At most one" : "Exactly one"} of ${oneOf(named, "and")} may stand here`;
    const wrong =
      present.length === 0
        ? { code: "MISSING_FIELD", detail: `One of ${oneOf(named, "or")} is missing`, hint: wanted }
        : { code: "CONFLICTING_FIELDS", detail: `Fields ${oneOf(present, "and")} exclude each other`, hint: wanted };
    return [{ ...wrong, pointer: this.#pointer(path) }, ...others];
  }

  #valueAt(path: readonly PropertyKey[]): unknown {
    return path.reduce<unknown>((value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined), this.#root);
  }

  /** A value as messages may show it. */
  #shown(path: readonly PropertyKey[]): Shown {
    const value = this.#valueAt(path);
    return this.#options.isSecret?.(this.#pointer(path)) === true ? { text: "of the secret", value: undefined } : { text: shown(value), value };
  }

  #pointer(path: readonly PropertyKey[]): string {
    return (this.#options.pointer ?? "") + pointerOf(...path.map(String));
  }
}

function refusesType(issue: Issue): boolean {
  return (
    issue.code === "invalid_type" || issue.code === "invalid_value" || (issue.code === "invalid_union" && readComplaint(issue.message)?.code !== choiceCode)
  );
}

function acceptedBy(issue: Issue): readonly string[] {
  if (issue.code === "invalid_type") return [typeNames[issue.expected] ?? issue.expected];
  if (issue.code === "invalid_value") return issue.values.map(String);
  if (issue.code === "invalid_union") return issue.errors.flatMap((issues) => issues.filter((inner) => inner.path.length === 0).flatMap(acceptedBy));
  return [];
}

/** What every option refuses in the same place is wrong whatever was meant; fields of none of the options are unknown. */
function commonIssues(options: readonly (readonly Issue[])[], keys: readonly string[]): readonly Issue[] {
  const [first = [], ...rest] = options;
  return first.flatMap((issue): readonly Issue[] => {
    const twins = rest.map((issues) => issues.find((other) => other.code === issue.code && samePath(other, issue)));
    if (twins.includes(undefined)) return [];
    if (issue.code !== "unrecognized_keys") return [issue];
    const unknown = issue.keys.filter((key) => !keys.includes(key) && twins.every((twin) => twin?.code === "unrecognized_keys" && twin.keys.includes(key)));
    return unknown.length === 0 ? [] : [{ ...issue, keys: unknown }];
  });
}

/** What is wrong inside of one of several fields that exclude each other. */
function issuesBelow(issues: readonly Issue[], key: string): readonly Issue[] {
  return issues.filter((issue) => issue.path[0] === key);
}

function samePath(left: Issue, right: Issue): boolean {
  return left.path.length === right.path.length && left.path.every((segment, index) => segment === right.path[index]);
}

function distinct(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Map(problems.map((problem) => [`${problem.pointer}\n${problem.code}\n${problem.detail}`, problem]));
  return [...seen.values()];
}
