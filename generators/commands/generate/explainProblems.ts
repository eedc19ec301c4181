import { changeLabel, type JudgedChange, type Place } from "./Change.js";
import type { ExplainedProblem } from "./Report.js";
import type { TypeProblem } from "./typeCheck.js";

/**
 * Finds the changes behind every error: those with a use on the same line and a name in the error.
 * Otherwise, those used in the function around it, because errors there often follow from each
 * other.
 */
export function explainProblems(
  problems: readonly TypeProblem[],
  changes: readonly JudgedChange[],
): ExplainedProblem[] {
  const suspects = changes.filter(
    ({ kind, verdict, isWording }) =>
      isWording !== true && (kind !== "added" || verdict !== "compatible"),
  );
  return problems.map(({ scope, ...problem }) => {
    const usedAt = (isThere: (place: Place) => boolean) =>
      suspects.filter(({ usedByProject }) => usedByProject.some(isThere));
    const here = usedAt((place) => isSame(place, problem));
    const around = usedAt(
      ({ file, line }) =>
        scope !== undefined && file === problem.file && line >= scope.first && line <= scope.last,
    );
    const candidates: (readonly JudgedChange[])[] = [
      here.filter((change) => isNamed(change, problem)),
      here.filter(({ breaksHere }) => breaksHere),
      here.filter(({ verdict }) => verdict === "breaking"),
      here,
      suspects.filter((change) => isNamed(change, problem)),
      around.filter(({ breaksHere }) => breaksHere),
      around.filter(({ verdict }) => verdict !== "compatible"),
    ];
    const found = candidates.find((some) => some.length > 0) ?? [];
    return { ...problem, because: found.slice(0, 3).map(changeLabel) };
  });
}

function isSame(a: Place, b: Place): boolean {
  return a.file === b.file && a.line === b.line;
}

/** Whether the error mentions the changed field, operation or word. */
function isNamed({ text, where, keys }: JudgedChange, { message }: Pick<TypeProblem, "message">) {
  const path = where.split(" ").at(-1) ?? "";
  if (path.startsWith("/") && message.includes(`"${path}"`)) return true;
  if (message.includes(`${where}: no such operation`)) return true;
  const names = [
    ...keys.map((key) => key.split(/[.#]/).at(-1) ?? ""),
    ...[...text.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name.split(/[./]/).at(-1) ?? ""),
  ].filter((name) => /^[A-Za-z_]\w{2,}$/.test(name));
  return names.some((name) => new RegExp(`['"]${name}['"]|\\bfield ${name}\\b`).test(message));
}
