/** One requirement on an object's labels. */
export interface LabelRequirement {
  readonly label: string;
  /** `is`, `is-not`: compared with the value. `exists`, `missing`: the label alone. */
  readonly test: "is" | "is-not" | "exists" | "missing";
  readonly value: string;
}

const requirement = /^(?:(?<missing>!)(?<absent>[\w./-]+)|(?<label>[\w./-]+)(?:(?<operator>==|!=|=)(?<value>[^,=!]*))?)$/u;

/**
 * Reads `app=shop,tier!=web,zone,!old`: every requirement must hold. A label that an object lacks is not equal to any value.
 * Undefined when the text is malformed.
 */
export function parseLabelSelector(text: string): readonly LabelRequirement[] | undefined {
  const requirements: LabelRequirement[] = [];
  for (const part of text.split(",")) {
    const groups = requirement.exec(part.trim())?.groups;
    if (groups === undefined) return undefined;
    const label = groups["label"] ?? groups["absent"] ?? "";
    const value = groups["value"]?.trim() ?? "";
    requirements.push({ label, test: testOf(groups), value });
  }
  return requirements;
}

function testOf(groups: Readonly<Record<string, string | undefined>>): LabelRequirement["test"] {
  if (groups["missing"] !== undefined) return "missing";
  if (groups["operator"] === undefined) return "exists";
  return groups["operator"] === "!=" ? "is-not" : "is";
}

/** True when the labels meet every requirement. */
export function matchesLabels(labels: Readonly<Record<string, string>>, requirements: readonly LabelRequirement[]): boolean {
  return requirements.every(({ label, test, value }) => {
    const present = Object.hasOwn(labels, label);
    if (test === "exists") return present;
    if (test === "missing") return !present;
    return (present && labels[label] === value) === (test === "is");
  });
}
