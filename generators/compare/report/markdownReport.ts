import { printableLine } from "../../io/printable.js";
import { fails } from "../digest/statusRank.js";
import { type Comparison, groupOf, tallyOf, tallyWords } from "../rows/Comparison.js";
import type { Row } from "../rows/Row.js";
import type { Side } from "../side/Side.js";
import { type Fold, foldRows } from "./foldRows.js";
import { detailsWorthALine, rowWords, whatOf } from "./rowWords.js";
import { comparedWords, count, momentWords } from "./sidesWords.js";

/** Number of visible rows; the rest is folded. */
const rowsShown = 30;
/** Maximum length: GitHub limits comments to 65,536 characters. */
const longest = 60_000;
/** Maximum number of details of a row. */
const detailsShown = 2;
const namesShown = 5;

/** The beginning of our comments, so that the next one can replace the last. */
export function commentMark(project: string | undefined): string {
  const name = (project ?? "").replace(/[^\w.-]/g, "-");
  return `<!-- metrics-project diff ${name} -->`;
}

/** A comparison as the comment of a pull request: worst first, short enough for one comment. */
export function markdownReport(
  comparison: Comparison,
  { base, head }: { readonly base: Side; readonly head: Side },
): string {
  const project = head.project ?? base.project;
  const { rows, folds } = foldRows(comparison.rows);
  const title = project === undefined ? "Metrics" : `Metrics of ${escaped(project)}`;
  const parts = [
    commentMark(project),
    `### ${title}: ${tallyWords(tallyOf(comparison.rows))}`,
    "",
    ...table(rows.slice(0, rowsShown)),
    ...foldLines(folds),
    ...comparison.notes.map((note) => `> ${escaped(note)}\n`),
    "",
    `<sub>${comparedWords(comparison)}; compared with ${baseWords(base)}</sub>`,
  ];
  const text = parts.join("\n");
  return `${text}${folded(rows.slice(rowsShown), longest - text.length)}\n`;
}

function baseWords({ shown, startedAt, commit }: Side): string {
  const facts = [
    ...(commit === undefined ? [] : [`\`${commit.slice(0, 7).replace(/[^0-9a-f]/gi, "")}\``]),
    ...(startedAt === undefined ? [] : [escaped(momentWords(startedAt))]),
  ];
  return facts.length === 0 ? escaped(shown) : facts.join(" of ");
}

const head = [
  "| | test | metric | before | after | change | status |",
  "| - | - | - | -: | -: | - | - |",
];

function table(rows: readonly Row[]): string[] {
  return rows.length === 0 ? [] : [...head, ...rows.map(tableRow), ""];
}

const marks: Readonly<Partial<Record<ReturnType<typeof groupOf>, string>>> = {
  worse: "🔴",
  better: "🟢",
  missing: "⚪",
};

function tableRow(row: Row): string {
  const { run, what, before, after, change, status } = rowWords(row);
  const others = detailsWorthALine(row);
  const rest = others.length - detailsShown;
  const details = [
    ...others.slice(0, detailsShown),
    ...(rest > 0 ? [`${count(rest, "more difference")}`] : []),
  ].map((detail) => `<br><sub>${escaped(detail)}</sub>`);
  const cells = [
    marks[groupOf(row)] ?? "",
    escaped(run),
    `${escaped(what)}${details.join("")}`,
    escaped(before),
    escaped(after),
    escaped(change),
    fails(row.statusAfter ?? "") ? `**${escaped(status)}**` : escaped(status),
  ];
  return `| ${cells.join(" | ")} |`;
}

function foldLines(folds: readonly Fold[]): string[] {
  return (["missing", "renamed", "new"] as const).flatMap((change) => {
    const of = folds.filter((fold) => fold.change === change);
    if (of.length === 0) return [];
    const shown = of.slice(0, namesShown).map(({ row, runs }) => {
      const what = escaped(whatOf({ ...row, figure: "" }));
      const name =
        change === "renamed" ? `${escaped(row.was ?? "")} is now **${what}**` : `**${what}**`;
      return `${name} (${runs.length === 1 ? `in ${escaped(runs[0] ?? "")}` : `in ${runs.length} runs`})`;
    });
    const rest = of.length - shown.length;
    return [
      `${change[0]?.toUpperCase()}${change.slice(1)}: ${shown.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}\n`,
    ];
  });
}

/** The rows that fit, folded, and the number of the others. */
function folded(rows: readonly Row[], room: number): string {
  if (rows.length === 0) return "";
  const lines: string[] = [];
  let left = room - 300;
  for (const row of rows) {
    const line = tableRow(row);
    left -= line.length + 1;
    if (left < 0) break;
    lines.push(line);
  }
  const rest = rows.length - lines.length;
  const omitted =
    rest > 0 ? `\n… and ${count(rest, "more row")}: \`--format json\` lists all\n` : "";
  return `\n\n<details><summary>${count(rows.length, "more row")}</summary>\n\n${[...head, ...lines].join("\n")}\n${omitted}\n</details>`;
}

/**
 * Escapes text for Markdown, including table cells: nothing in it becomes a tag, a link, a
 * mention or a reference to an issue.
 */
function escaped(text: string): string {
  return printableLine(text)
    .replace(/[\\`*_[\]<>|~$!&]|:(?=\/\/)|\.(?=\w+\.\w)/g, "\\$&")
    .replace(/([@#])(?=\w)/g, "$1\u200b");
}
