/** A value of a JSON text with the place it was written at. */
export interface JsonNode {
  start: number;
  end: number;
  value: unknown;
  /** The members, where the value is an object. */
  properties?: JsonProperty[];
}

/** A member of an object: from its key's opening quote to the end of its value. */
export interface JsonProperty {
  key: string;
  start: number;
  end: number;
  node: JsonNode;
}

/**
 * Parses JSON as tsconfig.json allows it, with comments and trailing commas, keeping positions so
 * that an edit can leave everything else as its author wrote it.
 *
 * @returns undefined where the text is not such JSON
 */
export function parseJson(text: string): JsonNode | undefined {
  try {
    const parser = new Parser(text);
    return parser.document();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** White space, line comments and block comments. */
const TRIVIA = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const STRING = /"(?:[^"\\\n]|\\.)*"/y;
const WORD = /-?[0-9][0-9.eE+-]*|true|false|null/y;

class Parser {
  private at = 0;

  constructor(private readonly text: string) {}

  document(): JsonNode {
    const node = this.value();
    this.take(TRIVIA);
    if (this.at !== this.text.length) throw new SyntaxError("text after the value");
    return node;
  }

  private value(): JsonNode {
    this.take(TRIVIA);
    const start = this.at;
    const open = this.text[this.at];
    if (open === "{") return this.object(start);
    if (open === "[") return this.array(start);
    const written = this.take(STRING) || this.take(WORD);
    return { start, end: this.at, value: JSON.parse(written) };
  }

  private object(start: number): JsonNode {
    const properties: JsonProperty[] = [];
    this.items("}", () => {
      const from = this.at;
      const key: unknown = JSON.parse(this.take(STRING));
      this.take(TRIVIA);
      if (this.text[this.at] !== ":") throw new SyntaxError("a key without a value");
      this.at += 1;
      const node = this.value();
      properties.push({ key: String(key), start: from, end: node.end, node });
    });
    const value = Object.fromEntries(properties.map(({ key, node }) => [key, node.value]));
    return { start, end: this.at, value, properties };
  }

  private array(start: number): JsonNode {
    const values: unknown[] = [];
    this.items("]", () => values.push(this.value().value));
    return { start, end: this.at, value: values };
  }

  private items(close: string, item: () => void): void {
    this.at += 1;
    for (;;) {
      this.take(TRIVIA);
      if (this.text[this.at] === close) break;
      item();
      this.take(TRIVIA);
      if (this.text[this.at] === ",") this.at += 1;
      else if (this.text[this.at] !== close) throw new SyntaxError("a comma is missing");
    }
    this.at += 1;
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? "";
    this.at += found.length;
    return found;
  }
}
