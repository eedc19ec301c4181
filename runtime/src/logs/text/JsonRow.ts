import { type ParsedJson, parseJson } from "./parseJson.js";

/** An object of a JSON file, parsed on first access. */
export class JsonRow {
  /** `line 17` */
  readonly where: string;
  /** Empty if it was parsed before. */
  readonly text: string;
  #parsed: ParsedJson | undefined;

  constructor(text: string, where: string, parsed?: ParsedJson) {
    this.text = text;
    this.where = where;
    this.#parsed = parsed;
  }

  /** @throws {SyntaxError} if it is not JSON */
  get parsed(): ParsedJson {
    try {
      this.#parsed ??= parseJson(this.text);
      return this.#parsed;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new SyntaxError(`${this.where}: ${reason}`, { cause: error });
    }
  }
}
