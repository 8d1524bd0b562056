import type { JsonObject } from "../../kit/json.ts";
import type { Collection, Group, Read } from "../../kit/query/collection.ts";
import type { ObjectKey } from "../../model/object/object.ts";
import type { PolicyLevel, PolicySource } from "./graph-policy.ts";

/** A policy block of a Policy object, aimed at one target. */
export interface PolicyAttachment extends PolicySource {
  /** `Fleet`, `Namespace/ns`, `Kind/ns/name`, or of a selector {@link labelTarget}. */
  readonly target: string;
  /** Identity of the rule that is meant, of a route that is named. */
  readonly section: string | undefined;
  /** With `labels/…`: every one must be equal. */
  readonly selector: Readonly<Record<string, string>> | undefined;
}

/**
 * Where a selector is looked up: under one of its labels, so that a selector touches the objects that carry this label and no others of their
 * namespace.
 */
export function labelTarget(kind: string, namespace: string, [name, value]: readonly [name: string, value: string]): string {
  return `labels/${kind}/${namespace}/${name}=${value}`;
}

/** All attachments, by target. */
export type PolicyIndex = Collection<Group<PolicyAttachment>>;

/** A thing that policies apply to: where it stands in the order of levels, and what is written in it. */
export interface PolicySubject {
  readonly level: PolicyLevel;
  readonly key: ObjectKey;
  readonly labels: Readonly<Record<string, string>>;
  /** A rule's identity. */
  readonly section?: string;
  readonly inline: readonly PolicySource[];
}

/** Every block that reaches a subject directly: inline, by name and by labels. */
export function sourcesOf(read: Read, index: PolicyIndex, subject: PolicySubject): readonly PolicySource[] {
  const { kind, namespace, name } = subject.key;
  const named = members(read, index, `${kind}/${namespace}/${name}`).filter(({ section }) => section === subject.section);
  const labels = subject.section === undefined ? Object.entries(subject.labels) : [];
  const labelled = labels.flatMap((label) => members(read, index, labelTarget(kind, namespace, label)).filter((source) => selects(source, subject.labels)));
  return named.length === 0 && labelled.length === 0 ? subject.inline : [...subject.inline, ...named, ...labelled];
}

/** The blocks that reach everything, and everything in a namespace. */
export function broadSourcesOf(read: Read, index: PolicyIndex, namespace: string): readonly PolicySource[] {
  return [...members(read, index, "Fleet"), ...members(read, index, `Namespace/${namespace}`)];
}

/** The inline policy blocks of an object, as sources. */
export function inlineSources(
  blocks: readonly { readonly name: string; readonly pointer: string; readonly value: JsonObject }[],
  place: { readonly level: PolicyLevel; readonly key: ObjectKey; readonly createdAt: string },
): readonly PolicySource[] {
  return blocks.map(({ name, pointer, value }) => ({
    policy: name,
    value,
    level: place.level,
    override: false,
    origin: { object: place.key, pointer },
    createdAt: place.createdAt,
  }));
}

const nothing: readonly PolicyAttachment[] = [];

function members(read: Read, index: PolicyIndex, target: string): readonly PolicyAttachment[] {
  const group = read.get(index, target);
  return group === undefined ? nothing : [...group.values()];
}

function selects(attachment: PolicyAttachment, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(attachment.selector ?? {}).every(([name, value]) => labels[name] === value);
}
