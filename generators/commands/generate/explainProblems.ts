import type { JudgedChange, Place } from "./Change.js";
import type { ExplainedProblem } from "./Report.js";
import type { TypeProblem } from "./typeCheck.js";

/** Finds the changes behind every error: those whose users stand on the same line, and whose names the error tells. */
export function explainProblems(
  problems: readonly TypeProblem[],
  changes: readonly JudgedChange[],
): ExplainedProblem[] {
  const suspects = changes.filter(
    ({ kind, verdict }) => kind !== "added" || verdict !== "compatible",
  );
  return problems.map((problem) => {
    const here = suspects.filter(({ usedByProject }) =>
      usedByProject.some((place) => isSame(place, problem)),
    );
    const candidates: (readonly JudgedChange[])[] = [
      here.filter((change) => isNamed(change, problem)),
      here.filter(({ verdict }) => verdict === "breaking"),
      here,
      suspects.filter((change) => isNamed(change, problem)),
    ];
    const found = candidates.find((some) => some.length > 0) ?? [];
    return { ...problem, because: found.slice(0, 3).map(({ where, text }) => `${where}: ${text}`) };
  });
}

function isSame(a: Place, b: Place): boolean {
  return a.file === b.file && a.line === b.line;
}

/** Whether the error speaks of the field, operation or word that changed. */
function isNamed({ text, where, keys }: JudgedChange, { message }: TypeProblem): boolean {
  const path = where.split(" ").at(-1) ?? "";
  if (path.startsWith("/") && message.includes(`"${path}"`)) return true;
  if (message.includes(`${where}: no such operation`)) return true;
  const names = [
    ...keys.map((key) => key.split(/[.#]/).at(-1) ?? ""),
    ...[...text.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name.split("/").at(-1) ?? ""),
  ].filter((name) => /^[A-Za-z_]\w{2,}$/.test(name));
  return names.some((name) => new RegExp(`['"]${name}['"]|\\bfield ${name}\\b`).test(message));
}
