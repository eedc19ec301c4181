/** One thing that was found in a file, in the form of `check --json`. */
export interface Finding {
  /** The rule's stable code. */
  readonly code: string;
  /** Where, in the names of what the file holds; empty where the line says it. */
  readonly path: string;
  /** From 1; undefined where the file has no lines. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  /** All of it as one line for a person: code, place, what is wrong, which value, what to do. */
  readonly message: string;
  /** What to do, as a sentence. */
  readonly remedy: string;
}

/** How many findings of one code are told; a file of some gigabytes can have millions. */
const mostOfOneCode = 100;

/** Collects findings; of one code no more than a person reads. */
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
      const more = `${code}: and ${count - mostOfOneCode} more with this code`;
      return [{ code, path: "", message: more, remedy: "" }];
    });
  }
}
