import type { World } from "../../cli/command.js";
import type { Finding } from "../../emissions/check/FileFindings.js";
import { printableLine } from "../../io/printable.js";
import type { CheckedFile } from "./CheckedFile.js";

/** Prints the result of each file: on stdout its content and findings, on stderr why it cannot be read. */
export function printChecked(world: World, checked: readonly CheckedFile[]): void {
  for (const one of checked) {
    const { file, verdict, counts, problems, warnings, error, hint } = one;
    if (verdict === "unreadable") {
      world.stderr.write(`error: ${printableLine(file)}: ${printableLine(error ?? "")}\n`);
      if (hint !== undefined) world.stderr.write(`  ${printableLine(hint)}\n`);
      continue;
    }
    const held = [
      ...Object.entries(counts).map(([noun, number]) => count(number, noun)),
      count(total(problems), "problems"),
      count(total(warnings), "warnings"),
    ];
    world.stdout.write(`${printableLine(file)}: ${verdict} (${held.join(", ")})\n`);
    world.stdout.write(lines("problem", problems) + lines("warning", warnings));
  }
}

function total(found: readonly Finding[]): number {
  return found.reduce((sum, { count = 1 }) => sum + count, 0);
}

function lines(kind: string, found: readonly Finding[]): string {
  return found.map(({ message }) => `  ${kind} ${printableLine(message)}\n`).join("");
}

/** `nouns` is a plural; "data" has no singular here. */
function count(number: number, nouns: string): string {
  return `${number} ${number === 1 && !nouns.endsWith("data") ? nouns.replace(/s$/, "") : nouns}`;
}
