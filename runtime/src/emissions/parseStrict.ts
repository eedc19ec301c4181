/** The string is not strict JSON; with the problem and its position. */
export class StrictJsonError extends Error {
  constructor(
    message: string,
    /** Position in characters. */
    readonly at: number,
    /** Whether it is NaN, an infinity, or a number beyond the range of doubles (E7). */
    readonly nonFinite = false,
  ) {
    super(message);
  }
}

/** Deeper than any row needs, and far from a stack overflow. */
const deepest = 200;

const number = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const blank = /[ \t\r\n]*/y;
const nonFinite = /-?(?:NaN|Infinity)/y;
/** Characters that need no escape in a string. */
const plain = /[ !#-[\]-\uffff]*/y;
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * Parses JSON as `JSON.parse` does, but refuses duplicate members and numbers that become infinite, and returns
 * integers beyond 2^53 as exact bigints.
 *
 * @throws {StrictJsonError} with the position
 */
export function parseStrict(text: string): unknown {
  return new Parser(text).whole();
}

class Parser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): unknown {
    const value = this.#value();
    this.#skipBlanks();
    if (this.#at < this.#text.length) throw this.#error("there is extra content after the value");
    return value;
  }

  #value(): unknown {
    this.#skipBlanks();
    switch (this.#text[this.#at]) {
      case "{":
        return this.#nested(() => this.#object());
      case "[":
        return this.#nested(() => this.#list());
      case '"':
        return this.#string();
      case "t":
        return this.#word("true", true);
      case "f":
        return this.#word("false", false);
      case "n":
        return this.#word("null", null);
      case undefined:
        throw this.#error("it ends in the middle of a value");
    }
    return this.#number();
  }

  #nested<T>(work: () => T): T {
    if (++this.#depth > deepest) throw this.#error(`it is nested more than ${deepest} deep`);
    this.#at++;
    const value = work();
    this.#depth--;
    return value;
  }

  #object(): Record<string, unknown> {
    const members: Record<string, unknown> = {};
    if (this.#takes("}")) return members;
    do {
      this.#skipBlanks();
      const at = this.#at;
      if (this.#text[at] !== '"')
        throw this.#error("the name of a member must be in double quotes");
      const name = this.#string();
      if (Object.hasOwn(members, name)) {
        throw new StrictJsonError(`the member ${JSON.stringify(name)} is duplicated`, at);
      }
      if (!this.#takes(":")) throw this.#error("a colon must follow a member's name");
      const value = this.#value();
      if (name === "__proto__") {
        Object.defineProperty(members, name, { value, enumerable: true, configurable: true });
      } else members[name] = value;
    } while (this.#takes(","));
    if (!this.#takes("}")) throw this.#error("an object must continue with a comma, or end with }");
    return members;
  }

  #list(): unknown[] {
    const list: unknown[] = [];
    if (this.#takes("]")) return list;
    do list.push(this.#value());
    while (this.#takes(","));
    if (!this.#takes("]")) throw this.#error("a list must continue with a comma, or end with ]");
    return list;
  }

  #string(): string {
    const start = this.#at;
    let at = start + 1;
    let escapes = false;
    for (;;) {
      plain.lastIndex = at;
      plain.test(this.#text);
      at = plain.lastIndex;
      if (this.#text[at] !== "\\") break;
      escaped.lastIndex = at;
      if (!escaped.test(this.#text)) {
        throw new StrictJsonError("a string contains an unknown escape", at);
      }
      at = escaped.lastIndex;
      escapes = true;
    }
    if (at >= this.#text.length) throw new StrictJsonError("a string does not end", start);
    if (this.#text[at] !== '"') {
      throw new StrictJsonError("a string contains a control character", at);
    }
    this.#at = at + 1;
    return escapes
      ? String(JSON.parse(this.#text.slice(start, at + 1)))
      : this.#text.slice(start + 1, at);
  }

  #number(): number | bigint {
    number.lastIndex = this.#at;
    const found = number.exec(this.#text);
    if (found === null || found[0] === "") {
      nonFinite.lastIndex = this.#at;
      const word = nonFinite.exec(this.#text)?.[0];
      if (word !== undefined) {
        throw new StrictJsonError(`${word} is not a valid JSON number`, this.#at, true);
      }
      throw this.#error(`${JSON.stringify(this.#text.slice(this.#at, this.#at + 12))} is not JSON`);
    }
    const [text, fraction, exponent] = found;
    const value = Number(text);
    if (!Number.isFinite(value)) {
      throw new StrictJsonError(`${text} is out of the range of numbers`, this.#at, true);
    }
    this.#at = number.lastIndex;
    const isWhole = fraction === undefined && exponent === undefined;
    return isWhole && !Number.isSafeInteger(value) ? BigInt(text) : value;
  }

  #word<T>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) {
      throw this.#error(`${JSON.stringify(this.#text.slice(this.#at, this.#at + 12))} is not JSON`);
    }
    this.#at += word.length;
    return value;
  }

  #takes(character: string): boolean {
    this.#skipBlanks();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #skipBlanks(): void {
    // Emitters write one space or none.
    if (this.#text[this.#at] === " ") this.#at++;
    const code = this.#text.charCodeAt(this.#at);
    if (code > 32 || Number.isNaN(code)) return;
    blank.lastIndex = this.#at;
    blank.test(this.#text);
    this.#at = blank.lastIndex;
  }

  #error(message: string): StrictJsonError {
    return new StrictJsonError(message, this.#at);
  }
}
