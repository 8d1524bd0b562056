/** One kind of rules as the .proto file writes them: `{ min_len: 1, well_known_regex: "HTTP_HEADER_NAME" }`. */
export type RawRules = Readonly<Record<string, unknown>>;

/**
 * Hands out the members of one kind of rules and remembers which were asked for, so that a rule that nobody knows is an
 * error when the plan is made, not a check that is silently left out.
 */
export class RuleReader {
  /** `string`, `duration`, …: the first word of each rule's name. */
  readonly kind: string;
  readonly #rules: RawRules;
  readonly #unread: Set<string>;

  constructor(kind: string, rules: RawRules) {
    this.kind = kind;
    this.#rules = rules;
    this.#unread = new Set(Object.keys(rules));
  }

  /** Any member. */
  get(name: string): unknown {
    this.#unread.delete(name);
    return this.#rules[name];
  }

  /** A number, or `undefined`. */
  number(name: string): number | undefined {
    return this.get(name) as number | undefined;
  }

  /** Text, or `undefined`. */
  text(name: string): string | undefined {
    return this.get(name) as string | undefined;
  }

  /** A member that is true or absent. */
  flag(name: string): boolean {
    return this.get(name) === true;
  }

  /** A list; absent is empty. */
  list(name: string): readonly unknown[] {
    return (this.get(name) ?? []) as readonly unknown[];
  }

  /** Throws a TypeError when a rule was never asked for. */
  finish(): void {
    const [unread] = this.#unread;
    if (unread !== undefined) throw new TypeError(`Unknown validation rule ${this.kind}.${unread}`);
  }
}
