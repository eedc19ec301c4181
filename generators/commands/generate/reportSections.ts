import { printableLine } from "../../io/printable.js";
import { breaksHere, changeLabel, type JudgedChange, type Place } from "./Change.js";
import { type ExplainedProblem, type Report, tallyOf } from "./Report.js";

/** Changes of one kind, most important first. */
export interface Section {
  title: string;
  entries: Entry[];
  /** Maximum number of entries. */
  limit: number;
}

/** One change and its effects. Each string fits on one line. */
export interface Entry {
  where: string;
  text: string;
  was?: string;
  is?: string;
  /** The uses of what changed. */
  users: string[];
  /** The type errors that it causes. */
  errors: ExplainedProblem[];
}

/** Maximum number of compatible changes of one kind that are listed. */
const listed = 20;

/** The title of each section, and a filter for the changes that no earlier section has. */
const kinds: readonly [title: string, belongs: (change: JudgedChange) => boolean][] = [
  ["Breaking, and used here", breaksHere],
  ["Breaking, used here and accepted", (one) => one.breaksHere && one.accepted !== undefined],
  [
    "Unexplained: the generated code changed, but the description did not",
    ({ unexplained }) => unexplained === true,
  ],
  ["Breaking, but not used here", (one) => one.verdict === "breaking" && !isUsed(one)],
  ["Wording changed, and used here", ({ isWording }) => isWording === true],
  ["Compatible, but used here: review these", (one) => isWorthALook(one)],
  ["Compatible: added", ({ kind }) => kind === "added"],
  ["Compatible: changed or removed", () => true],
];

/** A report's changes by effect, each with the type errors that it causes. */
export function sectionsOf({ changes, problems }: Report): {
  sections: Section[];
  /** Type errors that no change explains. */
  others: ExplainedProblem[];
} {
  const errors = new Map<string, ExplainedProblem[]>();
  const labels = new Set(changes.map(changeLabel));
  const others: ExplainedProblem[] = [];
  for (const problem of problems) {
    const cause = problem.because.find((one) => labels.has(one));
    if (cause === undefined) others.push(problem);
    else errors.set(cause, [...(errors.get(cause) ?? []), problem]);
  }
  const members = new Map<string, JudgedChange[]>(kinds.map(([title]) => [title, []]));
  for (const change of changes) {
    const title = kinds.find(([, belongs]) => belongs(change))?.[0] ?? "";
    members.get(title)?.push(change);
  }
  const sections = [...members]
    .filter(([, all]) => all.length > 0)
    .map(([title, all]) => ({
      title,
      entries: [...all.filter(isUsed), ...all.filter((one) => !isUsed(one))].map((change) =>
        entryOf(change, errors.get(changeLabel(change)) ?? []),
      ),
      limit: title.startsWith("Compatible: ") ? listed : Number.POSITIVE_INFINITY,
    }));
  return { sections, others: others.map(safeProblem) };
}

function entryOf(change: JudgedChange, errors: readonly ExplainedProblem[]): Entry {
  const { where, through, text, was, is } = change;
  return {
    where: printableLine(through === undefined ? where : `${where} (${through})`),
    text: printableLine(text),
    ...(was === undefined ? {} : { was: printableLine(was) }),
    ...(is === undefined ? {} : { is: printableLine(is) }),
    users: usersOf(change).map(printableLine),
    errors: errors.map(safeProblem),
  };
}

function safeProblem({ file, message, ...rest }: ExplainedProblem): ExplainedProblem {
  return { ...rest, file: printableLine(file), message: printableLine(message) };
}

function isUsed({ usedByProject, usedByRuntime }: JudgedChange): boolean {
  return usedByProject.length + usedByRuntime.length > 0;
}

/** A change for all callers of the API has no uses of its own. */
function isWorthALook(change: JudgedChange): boolean {
  return change.verdict !== "compatible" && (isUsed(change) || change.keys.length === 0);
}

function usersOf({ usedByProject, usedByRuntime, verdict, accepted }: JudgedChange): string[] {
  const lines: string[] = accepted === undefined ? [] : [`accepted: ${accepted}`];
  if (usedByProject.length > 0) lines.push(`used by this project: ${placesOf(usedByProject)}`);
  if (usedByRuntime.length > 0) {
    const reaction = verdict === "risky" ? ", which accepts any value" : "";
    lines.push(`used by @metrics-project/runtime${reaction}: ${placesOf(usedByRuntime)}`);
  }
  return lines;
}

/** The first places, and the number of others. */
export function placesOf(all: readonly Place[]): string {
  const shown = all.slice(0, 8).map(({ file, line }) => `${file}:${line}`);
  return all.length > shown.length
    ? `${shown.join(", ")} and ${all.length - shown.length} more`
    : shown.join(", ");
}

/** Every file that is written or deleted, or would be; empty if writing was refused. */
export function fileList({ outcome, files, removed }: Report): string[] {
  if (outcome === "unchanged" || outcome === "refused") return [];
  return [...files, ...removed.map((path) => `${path} (deleted)`)].map(printableLine);
}

/** The outcome, and its reason. */
export function conclusion(report: Report): string[] {
  const { outcome } = report;
  const touched = count(report.files.length + report.removed.length, "file");
  const { breaking, breakingHere, problems } = tallyOf(report);
  const reasons = [
    ...(breakingHere > 0 ? [`${count(breakingHere, "breaking change")} used here`] : []),
    ...(problems > 0 ? [count(problems, "new type error")] : []),
  ].join(" and ");
  const unused = breaking - breakingHere;
  const harmless =
    unused > 0
      ? [
          `${count(unused, "breaking change")} in parts that neither this project nor the runtime uses; these do not prevent writing.`,
        ]
      : [];
  switch (outcome) {
    case "unchanged":
      return ["All generated files are up to date."];
    case "written":
      return reasons === ""
        ? [`Written: ${touched}.`, ...harmless]
        : [`Written anyway: ${touched}, with ${reasons}. Adapt your code.`];
    case "would-write":
      return [
        `Nothing was written: ${touched} would change${reasons === "" ? "" : `, with ${reasons}`}.`,
        ...harmless,
      ];
    case "refused":
      return [
        `Nothing was written: ${reasons}.`,
        "Adapt your code first, or write with --accept-breaking and adapt it then.",
        ...(report.changes.some((one) => breaksHere(one) && one.usedByRuntime.length > 0)
          ? [
              "Breaking changes that affect @metrics-project/runtime need a newer version of it: `metrics-project update`.",
            ]
          : []),
      ];
  }
}

/** `1 file`, `2 files` */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
