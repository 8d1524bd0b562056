import type { BareItem, Dictionary, InnerList, Item, Member, Parameters } from "./field-value.ts";

/** Text that is no structured field; caught within this file. */
class FieldError extends Error {
  override readonly name = "FieldError";
  readonly code = "ERR_STRUCTURED_FIELD";
}

const mostMembers = 256;

/** Parses a dictionary (RFC 9651 §4.2.2; without display strings). Undefined when the text is none, or has more than 256 members, items or parameters in one place. */
export function parseDictionary(text: string): Dictionary | undefined {
  const reader = new FieldReader(text);
  try {
    return reader.dictionary();
  } catch (error) {
    if (error instanceof FieldError) return undefined;
    throw error;
  }
}

class FieldReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  dictionary(): Dictionary {
    const members = new Map<string, Member>();
    this.#skip(/ */uy);
    if (this.#ended()) return members;
    do {
      const name = this.#take(/[a-z*][a-z0-9_.*-]*/uy, "a name");
      // Of several members with one name the last one counts, in the place of the first (RFC 9651 §3.2).
      members.set(name, this.#skip(/=/uy) ? this.#member() : this.#flag());
      if (members.size > mostMembers) throw new FieldError("Too many members");
      this.#skip(/[ \t]*/uy);
    } while (this.#comma());
    return members;
  }

  /** False at the end; a comma leads to another member. */
  #comma(): boolean {
    if (this.#ended()) return false;
    this.#take(/,[ \t]*/uy, "a comma");
    return true;
  }

  #ended(): boolean {
    return this.#at >= this.#text.length;
  }

  #flag(): Item {
    return { kind: "item", value: { type: "boolean", value: true }, parameters: this.#parameters() };
  }

  #member(): Member {
    return this.#text[this.#at] === "(" ? this.#innerList() : this.#item();
  }

  #innerList(): InnerList {
    this.#take(/\( */uy, "a list");
    const items: Item[] = [];
    while (!this.#skip(/\)/uy)) {
      items.push(this.#item());
      if (items.length > mostMembers) throw new FieldError("Too many items");
      if (!this.#skip(/ +/uy) && this.#text[this.#at] !== ")") throw new FieldError("Items stand side by side");
    }
    return { kind: "list", items, parameters: this.#parameters() };
  }

  #item(): Item {
    return { kind: "item", value: this.#bareItem(), parameters: this.#parameters() };
  }

  #parameters(): Parameters {
    const parameters = new Map<string, BareItem>();
    while (this.#skip(/; */uy)) {
      const name = this.#take(/[a-z*][a-z0-9_.*-]*/uy, "a name");
      const value: BareItem = this.#skip(/=/uy) ? this.#bareItem() : { type: "boolean", value: true };
      parameters.set(name, value);
      if (parameters.size > mostMembers) throw new FieldError("Too many parameters");
    }
    return parameters;
  }

  #bareItem(): BareItem {
    const first = this.#text[this.#at] ?? "";
    if (first === '"') return this.#string();
    if (first === ":") return this.#bytes();
    if (first === "?") return { type: "boolean", value: this.#take(/\?[01]/uy, "a boolean") === "?1" };
    if (first === "@") return this.#date();
    if (/[0-9-]/u.test(first)) return this.#number();
    return { type: "token", value: this.#take(/[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*/uy, "an item") };
  }

  #string(): BareItem {
    const quoted = this.#take(/"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"/uy, "a text in quotes");
    return { type: "string", value: quoted.slice(1, -1).replaceAll(/\\(["\\])/gu, "$1") };
  }

  #bytes(): BareItem {
    const text = this.#take(/:[A-Za-z0-9+/]*={0,2}:/uy, "bytes").slice(1, -1);
    const value = Buffer.from(text, "base64");
    if (value.toString("base64").replaceAll("=", "") !== text.replaceAll("=", "")) throw new FieldError("Bytes are not base64");
    return { type: "bytes", value };
  }

  #date(): BareItem {
    this.#take(/@/uy, "a date");
    const number = this.#number();
    if (number.type !== "integer") throw new FieldError("A date is not whole");
    return { type: "date", value: number.value };
  }

  #number(): BareItem {
    const text = this.#take(/-?\d+(?:\.\d+)?/uy, "a number");
    const [whole = "", fraction] = text.replace("-", "").split(".");
    if (fraction === undefined) {
      if (whole.length > 15) throw new FieldError("A number is too long");
      return { type: "integer", value: Number(text) };
    }
    if (whole.length > 12 || fraction.length > 3) throw new FieldError("A number is too long");
    const thousandths = Number(whole) * 1000 + Number(fraction.padEnd(3, "0"));
    return { type: "decimal", thousandths: text.startsWith("-") ? -thousandths : thousandths };
  }

  /** True when something was skipped, or may be nothing. */
  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return false;
    this.#at += found[0].length;
    return true;
  }

  #take(pattern: RegExp, what: string): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) throw new FieldError(`Expected ${what}`);
    this.#at += found.length;
    return found;
  }
}
