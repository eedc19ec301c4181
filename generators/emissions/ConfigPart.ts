import type { Node } from "yaml";
import type { ConfigProblem, ReportProblem } from "./ConfigProblem.js";
import type { Position } from "./EmissionsConfig.js";
import type { EmissionRuleCode } from "./emissionRules.js";
import type { YamlEntry, YamlText } from "./YamlText.js";

/** One map of a config, read member by member. Reports values of the wrong type. */
export class ConfigPart {
  readonly text: YamlText;
  readonly path: string;
  readonly at: Position;
  readonly #report: ReportProblem;
  readonly #members: ReadonlyMap<string, YamlEntry>;

  private constructor(
    text: YamlText,
    path: string,
    at: Position,
    entries: readonly YamlEntry[],
    report: ReportProblem,
  ) {
    this.text = text;
    this.path = path;
    this.at = at;
    this.#report = report;
    this.#members = new Map(entries.map((entry) => [entry.name, entry]));
  }

  /** The map at a node; undefined for anything else, which it reports (Y2). */
  static of(
    text: YamlText,
    node: Node | null,
    place: { path: string; at: Position },
    report: ReportProblem,
  ): ConfigPart | undefined {
    const entries = text.entries(node);
    if (entries !== undefined) return new ConfigPart(text, place.path, place.at, entries, report);
    report({
      code: "Y2",
      severity: "problem",
      path: place.path,
      message: `${place.path === "" ? "the file" : place.path} must be a map, got ${kindOf(text, node)}`,
      remedy: "Write its members below it, indented, one per line.",
      at: place.at,
    });
    return undefined;
  }

  get names(): string[] {
    return [...this.#members.keys()];
  }

  get entries(): YamlEntry[] {
    return [...this.#members.values()];
  }

  has(name: string): boolean {
    return this.#members.has(name);
  }

  node(name: string): Node | null {
    return this.#members.get(name)?.value ?? null;
  }

  /** The position of a member; if it is missing, that of the map. */
  positionOf(name: string): Position {
    return this.#members.get(name)?.at ?? this.at;
  }

  /** The position of its value. */
  valuePosition(name: string): Position {
    const node = this.node(name);
    return node === null ? this.positionOf(name) : this.text.positionOf(node);
  }

  /** A map below this one; undefined if it is missing, or not a map. */
  part(name: string): ConfigPart | undefined {
    if (!this.has(name)) return undefined;
    const place = { path: this.pathOf(name), at: this.positionOf(name) };
    return ConfigPart.of(this.text, this.node(name), place, this.#report);
  }

  /** A string; undefined if it is missing, or not a string (Y2). */
  string(name: string): string | undefined {
    return this.#typed(name, "a string", (value) =>
      typeof value === "string" ? value : undefined,
    );
  }

  boolean(name: string): boolean | undefined {
    return this.#typed(name, "true or false", (value) =>
      typeof value === "boolean" ? value : undefined,
    );
  }

  number(name: string, code: EmissionRuleCode): number | undefined {
    return this.#typed(
      name,
      "a number",
      (value) => (typeof value === "number" && Number.isFinite(value) ? value : undefined),
      code,
    );
  }

  /** One of the given words; undefined if it is missing, or another one. */
  word<const W extends string>(
    name: string,
    words: readonly W[],
    code: EmissionRuleCode,
  ): W | undefined {
    return this.#typed(
      name,
      `one of ${words.join(", ")}`,
      (value) => words.find((word) => word === value),
      code,
    );
  }

  pathOf(name: string): string {
    return this.path === "" ? name : `${this.path}.${name}`;
  }

  report(problem: Omit<ConfigProblem, "path" | "at"> & { name?: string; at?: Position }): void {
    const { name, at, ...rest } = problem;
    this.#report({
      ...rest,
      path: name === undefined ? this.path : this.pathOf(name),
      at: at ?? (name === undefined ? this.at : this.positionOf(name)),
    });
  }

  /** Warns of unknown members (Y2). */
  expectOnly(known: readonly string[]): void {
    for (const name of this.names.filter((one) => !known.includes(one))) {
      this.report({
        code: "Y2",
        severity: "warning",
        name,
        message: `unknown key "${name}"`,
        remedy: `Known keys: ${known.join(", ")}.`,
      });
    }
  }

  #typed<T>(
    name: string,
    wanted: string,
    take: (value: unknown) => T | undefined,
    code: EmissionRuleCode = "Y2",
  ): T | undefined {
    if (!this.has(name)) return undefined;
    const node = this.node(name);
    const value = take(this.text.scalar(node));
    if (value !== undefined) return value;
    this.report({
      code,
      severity: "problem",
      name,
      message: `${this.pathOf(name)} must be ${wanted}, got ${kindOf(this.text, node)}`,
      remedy: remedyFor(wanted, this.text.scalar(node)),
      at: this.valuePosition(name),
    });
    return undefined;
  }
}

function remedyFor(wanted: string, got: unknown): string {
  if (wanted === "a number" && typeof got === "string") return "Write it without quotes.";
  if (wanted === "a string" && got !== undefined && got !== null)
    return `Write it in quotes: "${String(got)}".`;
  return `Write ${wanted}.`;
}

function kindOf(text: YamlText, node: Node | null): string {
  if (text.entries(node) !== undefined) return "a map";
  if (text.elements(node) !== undefined) return "a list";
  const value = text.scalar(node);
  if (value === undefined || value === null) return "nothing";
  return typeof value === "string"
    ? `the string ${JSON.stringify(value.slice(0, 80))}`
    : String(value);
}
