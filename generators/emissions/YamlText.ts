import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLError,
} from "yaml";
import type { ReportProblem } from "./ConfigProblem.js";
import type { Position } from "./EmissionsConfig.js";

/** A member of a map: its name, its value, and the position of the name. */
export interface YamlEntry {
  readonly name: string;
  readonly value: Node | null;
  readonly at: Position;
}

/** Maximum aliases followed in one file: more is a bomb, or a loop. */
const mostAliases = 1000;

const remedies: Partial<Record<YAMLError["code"], string>> = {
  TAB_AS_INDENT: "Indent with spaces.",
  DUPLICATE_KEY: "Remove one of the two; most readers silently use the last one.",
  MULTIPLE_DOCS: "Keep one document per file, without a --- line.",
};

/** One parsed YAML file, with the positions of its parts. Follows aliases and merge keys (`<<`). */
export class YamlText {
  readonly file: string;
  readonly document: Document.Parsed;
  readonly #lines = new LineCounter();
  readonly #report: ReportProblem;
  #aliases = 0;

  /** Reports Y1 if it is not valid YAML, has duplicate keys, or contains more than one document. */
  constructor(file: string, text: string, report: ReportProblem) {
    this.file = file;
    this.#report = report;
    this.document = parseDocument(text.replace(/^\uFEFF/, ""), {
      lineCounter: this.#lines,
      prettyErrors: false,
    });
    const { errors, warnings } = this.document;
    // Later errors are mostly caused by the first one.
    for (const { code, message, pos } of [...errors, ...warnings].slice(0, 1)) {
      this.#report({
        code: "Y1",
        severity: "problem",
        path: "",
        message: `the file is not valid YAML: ${lowered(message)}`,
        remedy: remedies[code] ?? "Fix the YAML.",
        at: this.#positionAt(pos[0]),
      });
    }
  }

  /** Whether it could be parsed. */
  get isUsable(): boolean {
    return this.document.errors.length === 0 && this.document.warnings.length === 0;
  }

  positionOf(node: Node | null | undefined): Position {
    return this.#positionAt(node?.range?.[0] ?? 0);
  }

  /** The members of a map, without keys that are not scalars; undefined if it is not a map. */
  entries(node: Node | null): YamlEntry[] | undefined {
    const map = this.resolve(node);
    if (!isMap(map)) return undefined;
    const entries: YamlEntry[] = [];
    const merged: YamlEntry[] = [];
    for (const { key, value } of map.items) {
      if (!isScalar(key)) continue;
      const own = isNode(value) ? value : null;
      if (key.value === "<<") merged.push(...this.#merged(own));
      else entries.push({ name: String(key.value), value: own, at: this.positionOf(key) });
    }
    const names = new Set(entries.map(({ name }) => name));
    return [...entries, ...merged.filter(({ name }) => !names.has(name))];
  }

  /** The elements of a list; undefined if it is not a list. */
  elements(node: Node | null): (Node | null)[] | undefined {
    const list = this.resolve(node);
    return isSeq(list) ? list.items.map((item) => (isNode(item) ? item : null)) : undefined;
  }

  /** The value of a scalar; undefined if it is not a scalar. */
  scalar(node: Node | null): unknown {
    const found = this.resolve(node);
    return isScalar(found) ? found.value : undefined;
  }

  /** A whole part as plain values. Reports Y1 if aliases make it too large. */
  plain(node: Node | null): unknown {
    try {
      return node?.toJS(this.document, { maxAliasCount: 100 });
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error;
      this.#tooMany(node);
      return undefined;
    }
  }

  /** The target of an alias. */
  resolve(node: Node | null): Node | null {
    if (!isAlias(node)) return node;
    if (++this.#aliases > mostAliases) {
      if (this.#aliases === mostAliases + 1) this.#tooMany(node);
      return null;
    }
    const target = node.resolve(this.document);
    if (target === undefined) {
      this.#report({
        code: "Y1",
        severity: "problem",
        path: "",
        message: `unresolved alias *${node.source}`,
        remedy: `Define the anchor &${node.source} before it.`,
        at: this.positionOf(node),
      });
    }
    return target ?? null;
  }

  #merged(node: Node | null): YamlEntry[] {
    const sources = this.elements(node) ?? [node];
    return sources.flatMap((source) => this.entries(source) ?? []);
  }

  #tooMany(node: Node | null): void {
    this.#report({
      code: "Y1",
      severity: "problem",
      path: "",
      message: "aliases are nested too deeply",
      remedy: "Replace them with their values.",
      at: this.positionOf(node),
    });
  }

  #positionAt(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    return { file: this.file, line: Math.max(line, 1), column: Math.max(col, 1) };
  }
}

function lowered(message: string): string {
  const first = message.split("\n")[0] ?? "";
  return first.charAt(0).toLowerCase() + first.slice(1);
}
