import { breaksHere, type JudgedChange, type Place } from "./Change.js";
import { type Report, tallyOf } from "./Report.js";

/** How many compatible changes of one kind are listed one by one. */
const listed = 20;

/** A report for a terminal. */
export function printReport(report: Report): string {
  const { changes, problems, notes } = report;
  const lines: string[] = [];
  for (const { title, members } of groups(changes)) {
    lines.push(`${title} (${members.length})`);
    for (const change of members.slice(0, limitOf(members))) {
      lines.push(
        `  ${change.where}`,
        `    ${change.text}`,
        ...users(change).map((u) => `    ${u}`),
      );
    }
    if (members.length > limitOf(members)) {
      lines.push(`  … and ${members.length - limitOf(members)} more: --json lists them all`);
    }
    lines.push("");
  }
  if (problems.length > 0) {
    lines.push(`Type errors that this brings (${problems.length})`);
    for (const { file, line, message, because } of problems) {
      lines.push(`  ${file}:${line}  ${message}`);
      for (const cause of because) lines.push(`    because of ${cause}`);
    }
    lines.push("");
  }
  for (const note of notes) lines.push(note, "");
  lines.push(...conclusion(report), ...fileList(report).map((line) => `  ${line}`));
  return `${lines.join("\n")}\n`;
}

/** A report as the text of a pull request. */
export function reportAsMarkdown(report: Report): string {
  const { changes, problems, notes } = report;
  const lines = ["## Platform API and wire format", "", ...conclusion(report), ""];
  for (const { title, members } of groups(changes)) {
    lines.push(`### ${title} (${members.length})`, "");
    for (const change of members.slice(0, limitOf(members))) {
      lines.push(`- \`${change.where}\`: ${change.text}`);
      for (const user of users(change)) lines.push(`  - ${user}`);
    }
    if (members.length > limitOf(members)) {
      lines.push(`- … and ${members.length - limitOf(members)} more`);
    }
    lines.push("");
  }
  if (problems.length > 0) {
    lines.push(`### Type errors that this brings (${problems.length})`, "");
    for (const { file, line, message, because } of problems) {
      lines.push(`- \`${file}:${line}\` ${asCode(message)}`);
      for (const cause of because) lines.push(`  - because of ${cause}`);
    }
    lines.push("");
  }
  for (const note of notes) lines.push(`> ${note}`, "");
  const files = fileList(report);
  if (files.length > 0) {
    const summary = `${count(files.length, "file")}`;
    lines.push(`<details><summary>${summary}</summary>`, "", ...files.map((one) => `- ${one}`));
    lines.push("", "</details>", "");
  }
  return lines.join("\n");
}

/** Every file that is written or deleted, or would be; none where nothing was for another reason. */
function fileList({ outcome, files, removed }: Report): string[] {
  if (outcome === "unchanged" || outcome === "refused") return [];
  return [...files, ...removed.map((path) => `${path} (deleted)`)];
}

interface Group {
  title: string;
  members: JudgedChange[];
}

function groups(changes: readonly JudgedChange[]): Group[] {
  const titles: [string, (change: JudgedChange) => boolean][] = [
    ["Breaking, and used here", breaksHere],
    ["Breaking, used here and accepted", (one) => one.breaksHere && one.accepted !== undefined],
    ["Breaking, but used by nobody here", ({ verdict }) => verdict === "breaking"],
    ["Compatible, but used here: worth a look", (one) => one.verdict === "risky" && isUsed(one)],
    ["Compatible: added", ({ kind }) => kind === "added"],
    ["Compatible: changed or removed", () => true],
  ];
  const members = new Map<string, JudgedChange[]>(titles.map(([title]) => [title, []]));
  for (const change of changes) {
    const title = titles.find(([, belongs]) => belongs(change))?.[0] ?? "";
    members.get(title)?.push(change);
  }
  return [...members]
    .filter(([, all]) => all.length > 0)
    .map(([title, all]) => ({
      title,
      members: [...all.filter(isUsed), ...all.filter((one) => !isUsed(one))],
    }));
}

/** What breaks or is worth a look is listed in full. */
function limitOf([first]: readonly JudgedChange[]): number {
  const isBrief = first?.verdict === "compatible" || (first !== undefined && !isUsed(first));
  return isBrief && first.verdict !== "breaking" ? listed : Number.POSITIVE_INFINITY;
}

function isUsed({ usedByProject, usedByRuntime }: JudgedChange): boolean {
  return usedByProject.length + usedByRuntime.length > 0;
}

function users({ usedByProject, usedByRuntime, verdict, accepted }: JudgedChange): string[] {
  const lines: string[] = accepted === undefined ? [] : [`accepted: ${accepted}`];
  if (usedByProject.length > 0) lines.push(`used by this project: ${places(usedByProject)}`);
  if (usedByRuntime.length > 0) {
    const reaction = verdict === "risky" ? ", which takes it as it comes" : "";
    lines.push(`used by @metrics-project/runtime${reaction}: ${places(usedByRuntime)}`);
  }
  return lines;
}

function places(all: readonly Place[]): string {
  const shown = all.slice(0, 8).map(({ file, line }) => `${file}:${line}`);
  return all.length > shown.length
    ? `${shown.join(", ")} and ${all.length - shown.length} more`
    : shown.join(", ");
}

function conclusion(report: Report): string[] {
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
          `${count(unused, "breaking change")} of what neither this project nor the runtime uses: no reason to refuse.`,
        ]
      : [];
  switch (outcome) {
    case "unchanged":
      return ["Everything generated is up to date."];
    case "written":
      return reasons === ""
        ? [`Written: ${touched}.`, ...harmless]
        : [`Written all the same: ${touched}, with ${reasons}. The code is to be adapted.`];
    case "would-write":
      return [
        `Nothing was written: ${touched} would be${reasons === "" ? "" : `, with ${reasons}`}.`,
        ...harmless,
      ];
    case "refused":
      return [
        `Nothing was written: ${reasons}.`,
        "Adapt the code, or write it all the same with --accept-breaking and adapt the code then.",
        ...(report.changes.some((one) => breaksHere(one) && one.usedByRuntime.length > 0)
          ? [
              "What @metrics-project/runtime uses, only a newer version of it can do without: `metrics-project update`.",
            ]
          : []),
      ];
  }
}

/** Types hold what Markdown would take for tags. */
function asCode(text: string): string {
  const fence = "`".repeat(
    Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1,
  );
  return fence.length === 1 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
