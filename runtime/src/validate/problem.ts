import { Found, shown } from "../metrics/rules.js";

/** One broken rule, or one warning: where it stands, what was found, and how to mend it. */
export interface Problem {
  /** The rule's stable code; a rule that applies another names both: `O1/V3`. */
  readonly code: string;
  /** Where, in the names of the wire format: `job_level_metrics.metrics[3].name`. */
  readonly path: string;
  /** What stands there. */
  readonly value: unknown;
  /** What should stand there. */
  readonly expected: string;
  /** What to do about it. */
  readonly remedy: string;
  /** All of this as one sentence for a person. */
  readonly message: string;
}

/** Something that the platform accepts although a reader or a person will suffer from it. */
export type Warning = Problem;

/** What a finding is made of before its message is. */
export type Finding = Omit<Problem, "message"> & {
  /** Who it is about, where the path alone does not say: `metric "Speed"`. */
  readonly subject?: string | undefined;
};

/** How many findings of one code are told; a message of some megabytes can have millions. */
const mostOfOneCode = 1000;

/** Collects problems or warnings, each once, and of one code no more than a person can read. */
export class Findings {
  readonly #list: Problem[] = [];
  readonly #seen = new Set<string>();
  readonly #counts = new Map<string, number>();

  /** A value given as a {@link Found} is told in its words. */
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

  /** What was found, in its order, then how many more there are of each code. */
  all(): Problem[] {
    const more = [...this.#counts].filter(([, count]) => count > mostOfOneCode);
    return [
      ...this.#list,
      ...more.map(([code, count]) => {
        const value = count - mostOfOneCode;
        const expected = "none";
        const remedy = "Mend those that are listed, and look again.";
        const message = `${code}: ${value} more of this kind are not listed. ${remedy}`;
        return { code, path: "", value, expected, remedy, message };
      }),
    ];
  }
}

/** The first of some names, and how many they are: never longer than a line or two. */
export function listed(names: readonly string[]): string {
  const first = names.slice(0, 5).map(shown);
  return names.length > 5 ? `${first.join(", ")} … (${names.length})` : first.join(", ") || "none";
}

/** `99` -> "99 (unknown)", `1` -> "PASSED_METRIC_STATUS": the name of an enum's number. */
export function enumName(names: Readonly<Record<number, string>>, number: number): string {
  return names[number] ?? `${number} (unknown)`;
}
