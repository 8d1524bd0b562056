/** JSON as it was written: members in maps, whole numbers that a double does not hold as bigints. */
export type StrictJson = string | number | bigint | boolean | null | readonly StrictJson[] | ReadonlyMap<string, StrictJson>;

/** What is read at most. */
export interface StrictJsonBounds {
  /** Lists and objects inside of each other. Default: 64. */
  readonly depth?: number;
  /** Values of any kind, inside of each other or not. Default: 100,000. */
  readonly values?: number;
}

/** Text that two programs may read in two ways, or that is no JSON. The message says where, and quotes nothing. */
class StrictJsonError extends Error {
  override readonly name = "StrictJsonError";
  readonly code = "ERR_STRICT_JSON";
}

/**
 * Reads JSON (RFC 8259) that every program reads alike; anything else is answered with what is wrong, and where, and no word of the text: a name twice in one
 * object, half of a surrogate pair, a number that neither a double nor an integer of 64 bits holds. Objects become maps, so that no name means anything here.
 */
export function parseStrictJson(
  text: string,
  { depth = 64, values = 100_000 }: StrictJsonBounds = {},
): { readonly value: StrictJson } | { readonly error: string } {
  try {
    return { value: new JsonReader(text, { depth, values }).document() };
  } catch (error) {
    if (error instanceof StrictJsonError) return { error: error.message };
    throw error;
  }
}

/** What stands in texts as it is: control characters do not, but for those behind ASCII's own (RFC 8259 §7). */
const plain = /[^"\\[\p{Cc}--[\u007f-\u009f]]]*/vy;
const escaped = /\\(?:["\\/]|[bf]|[nrt]|u[0-9A-Fa-f]{4})/uy;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?/uy;
const word = /true|false|null/uy;
const words: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };
const letters: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const longestInteger = 19;
const integers = { least: -(2n ** 63n), most: 2n ** 63n - 1n };

class JsonReader {
  readonly #text: string;
  readonly #bounds: Required<StrictJsonBounds>;
  #at = 0;
  #depth = 0;
  #values = 0;

  constructor(text: string, bounds: Required<StrictJsonBounds>) {
    this.#text = text;
    this.#bounds = bounds;
  }

  document(): StrictJson {
    const value = this.#value();
    if (this.#at < this.#text.length) throw this.#fault("Something stands behind the value");
    return value;
  }

  #value(): StrictJson {
    this.#values += 1;
    if (this.#values > this.#bounds.values) throw this.#fault(`There are more than ${this.#bounds.values} values`);
    this.#blank();
    const value = this.#one();
    this.#blank();
    return value;
  }

  #one(): StrictJson {
    switch (this.#text[this.#at]) {
      case "{":
        return this.#nested(() => this.#object());
      case "[":
        return this.#nested(() => this.#list());
      case '"':
        return this.#string();
      default:
        return this.#scalar();
    }
  }

  #nested<Value>(read: () => Value): Value {
    this.#at += 1;
    this.#depth += 1;
    if (this.#depth > this.#bounds.depth) throw this.#fault(`It is nested deeper than ${this.#bounds.depth}`);
    const value = read();
    this.#depth -= 1;
    return value;
  }

  #object(): ReadonlyMap<string, StrictJson> {
    const members = new Map<string, StrictJson>();
    this.#blank();
    if (this.#skip("}")) return members;
    do {
      this.#blank();
      const name = this.#string();
      if (members.has(name)) throw this.#fault("A name stands there twice in one object");
      this.#blank();
      if (!this.#skip(":")) throw this.#fault("A colon is missing");
      members.set(name, this.#value());
    } while (this.#skip(","));
    if (!this.#skip("}")) throw this.#fault("An object does not end");
    return members;
  }

  #list(): readonly StrictJson[] {
    const items: StrictJson[] = [];
    this.#blank();
    if (this.#skip("]")) return items;
    do items.push(this.#value());
    while (this.#skip(","));
    if (!this.#skip("]")) throw this.#fault("A list does not end");
    return items;
  }

  #string(): string {
    if (!this.#skip('"')) throw this.#fault("A text is missing");
    let read = this.#take(plain);
    while (this.#text[this.#at] === "\\") read += unescaped(this.#take(escaped) || this.#stop("An escape is not known")) + this.#take(plain);
    if (!this.#skip('"')) throw this.#fault("A text does not end, or has a control character");
    if (!read.isWellFormed()) throw this.#fault("A text has half of a surrogate pair");
    return read;
  }

  #scalar(): StrictJson {
    const written = this.#take(number);
    if (written !== "") return this.#number(written);
    const known = this.#take(word);
    return known === "" ? this.#stop("A value is missing") : (words[known] ?? null);
  }

  #number(written: string): number | bigint {
    const value = Number(written);
    if (Number.isSafeInteger(value) || (Number.isFinite(value) && /[.Ee]/u.test(written))) return value;
    const digits = written.startsWith("-") ? written.length - 1 : written.length;
    const whole = digits <= longestInteger && Number.isFinite(value) ? BigInt(written) : undefined;
    if (whole === undefined || whole < integers.least || whole > integers.most) throw this.#fault("A number is too large to be held exactly");
    return whole;
  }

  /** What a pattern takes from here on; empty when that is nothing. */
  #take(pattern: RegExp): string {
    const from = this.#at;
    pattern.lastIndex = from;
    if (pattern.test(this.#text)) this.#at = pattern.lastIndex;
    return this.#text.slice(from, this.#at);
  }

  #blank(): void {
    while (isBlank(this.#text.charCodeAt(this.#at))) this.#at += 1;
  }

  #skip(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #stop(what: string): never {
    throw this.#fault(what);
  }

  #fault(what: string): StrictJsonError {
    return new StrictJsonError(`${what}, near character ${this.#at + 1}`);
  }
}

/** Space, tab, line feed, carriage return. */
function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}

function unescaped(written: string): string {
  const letter = written[1] ?? "";
  return letter === "u" ? String.fromCharCode(Number.parseInt(written.slice(2), 16)) : (letters[letter] ?? letter);
}
