/** One finding in a file, in the form of `check --json`. */
export interface Finding {
  /** The rule's stable code. */
  readonly code: string;
  /** Path in the content of the file; empty if the line is enough. */
  readonly path: string;
  /** From 1; undefined if the file has no lines. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  /** One line for display: code, place, problem, value and fix. */
  readonly message: string;
  /** How to fix it, as a sentence. */
  readonly remedy: string;
  /** How many findings it stands for: those beyond the maximum of one code. Default 1. */
  readonly count?: number;
}

/** Maximum number of findings with one code; a file of several gigabytes can have millions. */
const mostOfOneCode = 100;

/** Collects findings, with a maximum per code. */
export class FileFindings {
  readonly #problems: Finding[] = [];
  readonly #warnings: Finding[] = [];
  readonly #counts = new Map<string, number>();

  add(severity: "problem" | "warning", finding: Finding): void {
    const key = `${severity} ${finding.code}`;
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    if (count <= mostOfOneCode) this.#of(severity).push(finding);
  }

  get problems(): Finding[] {
    return [...this.#problems, ...this.#more("problem")];
  }

  get warnings(): Finding[] {
    return [...this.#warnings, ...this.#more("warning")];
  }

  #of(severity: "problem" | "warning"): Finding[] {
    return severity === "problem" ? this.#problems : this.#warnings;
  }

  #more(severity: "problem" | "warning"): Finding[] {
    return [...this.#counts].flatMap(([key, count]) => {
      const [of, code = ""] = key.split(" ");
      if (of !== severity || count <= mostOfOneCode) return [];
      const rest = count - mostOfOneCode;
      const message = `${code}: and ${rest} more with this code`;
      return [{ code, path: "", message, remedy: "", count: rest }];
    });
  }
}
