import type { Comparison, Difference } from "../../compare/message/compareMessages.js";
import { count } from "../../compare/report/sidesWords.js";
import { printableLine } from "../../io/printable.js";

/** Maximum lines for the differences of one metric; further ones are only counted. */
const linesShown = 8;

/** The differences between two messages, part by part and field by field. `table` contains the lines of the table above. */
export function messageReport(
  { differences, templatesLeftOut, compared }: Comparison,
  nameA: string,
  nameB: string,
  table: readonly string[],
): string {
  const counts = `${count(compared.metrics, "metric")}, ${compared.data} metrics data, ${count(compared.events, "event")}`;
  const leftOut =
    templatesLeftOut === 0
      ? ""
      : `not compared: layout.template, which differs in ${count(templatesLeftOut, "figure")} (--template compares it)\n`;
  if (differences.length === 0) return `no difference: ${counts}\n${leftOut}`;
  const places = new Map<string, Difference[]>();
  for (const difference of differences) {
    const found = places.get(difference.where);
    if (found === undefined) places.set(difference.where, [difference]);
    else found.push(difference);
  }
  const lines = [...places].flatMap(([place, found]) => {
    const where = printableLine(place);
    const [only] = found;
    if (only?.kind === "only-a") return [`- ${where}: only in A`];
    if (only?.kind === "only-b") return [`+ ${where}: only in B`];
    const shown = found.slice(0, linesShown);
    const width = Math.max(...shown.map(({ field = "" }) => field.length));
    const more = found.length - shown.length;
    return [
      `~ ${where}`,
      ...shown.map((difference) => changeLine(difference, width)),
      ...(more > 0 ? [`    … and ${count(more, "more difference")} (--json lists all)`] : []),
    ];
  });
  const differing = [...places.values()];
  const tally = (kind: Difference["kind"]) =>
    differing.filter(([first]) => first?.kind === kind).length;
  const summary = [
    [tally("changed"), "differ"],
    [tally("only-a"), "only in A"],
    [tally("only-b"), "only in B"],
  ].flatMap(([n, word]) => (n === 0 ? [] : [`${n} ${word}`]));
  const head = [`A: ${nameA}`, `B: ${nameB}`, ...table];
  return `${[...head, ...lines, `${summary.join(", ")}; in common: ${counts}`].join("\n")}\n${leftOut}`;
}

function changeLine({ field = "", a, b, detail }: Difference, width: number): string {
  const line = `${field.padEnd(width)}  ${a} → ${b}${detail === undefined ? "" : `   (${detail})`}`;
  return `    ${printableLine(line)}`;
}
