import type { FindingCode } from "../metrics/messageRules.js";
import { Found, shown } from "../metrics/rules.js";

/** One violated rule, or one warning: where it is, what was found, and how to fix it. */
export interface Problem {
  /** The rule's stable code; a rule that applies another names both: `O1/V3`. */
  readonly code: FindingCode;
  /** Path of the value, in names of the wire format: `job_level_metrics.metrics[3].name`. */
  readonly path: string;
  /** The value at that path. */
  readonly value: unknown;
  /** What was expected instead. */
  readonly expected: string;
  /** How to fix it. */
  readonly remedy: string;
  /** All of this as one readable sentence. */
  readonly message: string;
}

/** Something that the platform accepts, but that causes trouble for people or programs that read it. */
export type Warning = Problem;

/** The parts of a finding, before its message is composed. */
export type Finding = Omit<Problem, "message"> & {
  /** The object concerned, if the path alone does not identify it: `metric "Speed"`. */
  readonly subject?: string | undefined;
};

/** Maximum number of findings reported per code: a message of some megabytes can have millions. */
const mostOfOneCode = 1000;

/** Collects problems or warnings, each once, up to a readable number per code. */
export class Findings {
  readonly #list: Problem[] = [];
  readonly #seen = new Set<string>();
  readonly #counts = new Map<FindingCode, number>();

  /** A value given as a {@link Found} is reported in its own words. */
  add({ subject, code, path, value: given, expected, remedy }: Finding): void {
    const count = this.#counts.get(code) ?? 0;
    if (count >= mostOfOneCode) {
      this.#counts.set(code, count + 1);
      return;
    }
    const text = given instanceof Found ? given.text : shown(given);
    const value = given instanceof Found ? given.value : given;
    const key = `${code} ${path} ${expected}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#counts.set(code, count + 1);
    const about = subject === undefined ? "" : ` (${subject})`;
    const message = `${code}: ${path}${about} is ${text}; expected ${expected}. ${remedy}`;
    this.#list.push({ code, path, value, expected, remedy, message });
  }

  /** The findings in order, then the number of unreported ones per code. */
  all(): Problem[] {
    const more = [...this.#counts].filter(([, count]) => count > mostOfOneCode);
    return [
      ...this.#list,
      ...more.map(([code, count]) => {
        const value = count - mostOfOneCode;
        const expected = "none";
        const remedy = "Fix those that are listed, and check again.";
        const message = `${code}: ${value} more of this kind are not listed. ${remedy}`;
        return { code, path: "", value, expected, remedy, message };
      }),
    ];
  }
}

/** The first of some names, and their number: never longer than a line or two. */
export function listed(names: readonly string[]): string {
  const first = names.slice(0, 5).map(shown);
  return names.length > 5 ? `${first.join(", ")} … (${names.length})` : first.join(", ") || "none";
}

/** `99` -> "99 (unknown)", `1` -> "PASSED_METRIC_STATUS": the name of an enum's number. */
export function enumName(names: Readonly<Record<number, string>>, number: number): string {
  return names[number] ?? `${number} (unknown)`;
}
