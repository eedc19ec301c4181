import { printableLine } from "../../io/printable.js";
import type { ExplainedProblem, Report } from "./Report.js";
import { conclusion, count, type Entry, fileList, placesOf, sectionsOf } from "./reportSections.js";

/** Maximum characters. GitHub accepts 65,536 in a pull request's text, and the job that opens it adds some. */
const longest = 60_000;
/** Reserved characters for the lines about omitted entries. */
const reserve = 1_000;
const filesShown = 200;
const errorsShown = 3;

/** A report as the text of a pull request, of at most 60,000 characters: counts what does not fit. */
export function reportAsMarkdown(report: Report): string {
  const { sections, others } = sectionsOf(report);
  const text = new Bounded(longest - reserve);
  text.add(["## Platform API and wire format", "", ...conclusion(report), ""]);
  for (const note of report.notes) text.add([`> ${printableLine(note)}`, ""]);
  for (const { title, entries, limit } of sections) {
    text.add([`### ${title} (${entries.length})`, ""]);
    const shown = entries.slice(0, limit);
    const fitting = shown.filter((entry) => text.add(entryLines(entry))).length;
    const left = entries.length - fitting;
    text.addAlways(left > 0 ? [`- … and ${left} more`, ""] : [""]);
  }
  if (others.length > 0) {
    text.add([`### Other new type errors (${others.length})`, ""]);
    const fitting = others.filter((one) => text.add([`- ${errorText(one)}`])).length;
    const left = others.length - fitting;
    text.addAlways(left > 0 ? [`- … and ${left} more`, ""] : [""]);
  }
  const files = fileList(report);
  if (files.length > 0) {
    const more = files.length - filesShown;
    text.add([
      `<details><summary>${count(files.length, "file")}</summary>`,
      "",
      ...files.slice(0, filesShown).map((file) => `- ${asCode(file)}`),
      ...(more > 0 ? [`- … and ${more} more`] : []),
      "",
      "</details>",
      "",
    ]);
  }
  if (text.isCut) {
    text.addAlways(["Shortened: `metrics-project generate --dry-run --json` lists everything."]);
  }
  return text.toString();
}

/** Lines up to a number of characters. */
class Bounded {
  isCut = false;
  private readonly lines: string[] = [];
  private length = 0;

  constructor(private readonly limit: number) {}

  /** Adds all of the lines, or none if they do not fit. */
  add(lines: readonly string[]): boolean {
    const length = lines.reduce((sum, line) => sum + line.length + 1, 0);
    if (this.length + length > this.limit) {
      this.isCut = true;
      return false;
    }
    this.addAlways(lines);
    return true;
  }

  addAlways(lines: readonly string[]): void {
    for (const line of lines) {
      this.lines.push(line);
      this.length += line.length + 1;
    }
  }

  toString(): string {
    return this.lines.join("\n");
  }
}

function entryLines({ where, text, was, is, users, errors }: Entry): string[] {
  const sides = [
    ...(was === undefined ? [] : [`was ${asCode(was)}`]),
    ...(is === undefined ? [] : [`is ${asCode(is)}`]),
  ];
  const more = errors.slice(errorsShown);
  return [
    `- ${asCode(where)}: ${withNames(text)}`,
    ...(sides.length === 0 ? [] : [`  - ${sides.join(", ")}`]),
    ...users.map((user) => `  - ${withoutMarkdown(user)}`),
    ...(errors.length === 0 ? [] : [`  - causes ${count(errors.length, "type error")}:`]),
    ...errors.slice(0, errorsShown).map((error) => `    - ${errorText(error)}`),
    ...(more.length === 0 ? [] : [`    - and in ${withoutMarkdown(placesOf(more))}`]),
  ];
}

function errorText({ file, line, message }: ExplainedProblem): string {
  return `${asCode(`${file}:${line}`)} ${asCode(message)}`;
}

/** Formats quoted names in a sentence, which come from the description, as code. */
function withNames(text: string): string {
  return text
    .split(/("[^"]*")/)
    .map((part) => (/^"[^"]+"$/.test(part) ? asCode(part.slice(1, -1)) : withoutMarkdown(part)))
    .join("");
}

/** Escapes a text, so that it contains no links, headings, tags or mentions. */
function withoutMarkdown(text: string): string {
  return text
    .replace(/[\\`*_{}[\]()#+!|<>~&]/g, "\\$&")
    .replace(/@(?=\w)|:(?=\/\/)|www(?=\.)/gi, "$&\u200b");
}

/** Inline code, in which nothing is Markdown. */
function asCode(text: string): string {
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = "`".repeat(Math.max(0, ...runs) + 1);
  return fence.length === 1 && !/^ | $/.test(text) && text !== ""
    ? `${fence}${text}${fence}`
    : `${fence} ${text} ${fence}`;
}
