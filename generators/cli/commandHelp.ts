import type { Command, OptionSpec } from "./command.js";

/** Default columns, if the width of the terminal is unknown. */
const usualColumns = 80;

/** Wider lines are harder to read, however wide the terminal is. */
const mostColumns = 100;

/** The text of `--help` for one command, wrapped at `columns`. */
export function commandHelp(command: Command, columns?: number): string {
  const { positionals = [], examples = [], details, exitCodes } = command;
  const width = widthFor(columns);
  const options = Object.entries(command.options).map(([name, spec]): [string, string] => [
    optionLabel(name, spec),
    spec.summary,
  ]);
  options.push(["    --help", "print this help"], ["    --version", "print the version"]);
  return [
    `${wrap(command.summary, width)}\n\nusage: ${command.usage}`,
    ...(positionals.length > 0
      ? [
          table(
            positionals.map(({ name, summary }) => [name, summary] as const),
            columns,
          ),
        ]
      : []),
    `options:\n${table(options, columns)}`,
    ...(details ? [paragraphs(details, width)] : []),
    ...(examples.length > 0
      ? [`examples:\n${examples.map((example) => exampleLines(example, width)).join("\n")}`]
      : []),
    ...(exitCodes ? [wrap(`exit codes: ${exitCodes}`, width)] : []),
  ]
    .join("\n\n")
    .concat("\n");
}

/** Two columns, indented, the second one wrapped. */
export function table(rows: readonly (readonly [string, string])[], columns?: number): string {
  const width = widthFor(columns);
  const left = Math.max(...rows.map(([label]) => label.length));
  // A very wide first column leaves no room: then the second one goes below it.
  const indent = left + 4 <= width / 2 ? left + 4 : 8;
  return rows
    .map(([label, text]) => {
      const lines = wrap(text, width - indent).split("\n");
      const isBeside = label.length + 4 <= indent;
      const first = isBeside
        ? [`  ${label.padEnd(indent - 2)}${lines.shift() ?? ""}`]
        : [`  ${label}`];
      return [...first, ...lines.map((line) => " ".repeat(indent) + line)]
        .map((line) => line.trimEnd())
        .join("\n");
    })
    .join("\n");
}

function exampleLines([commandLine, what]: readonly [string, string], width: number): string {
  const lines = wrap(what, width - 6).split("\n");
  return [`  ${commandLine}`, ...lines.map((line) => `      ${line}`)].join("\n");
}

/** Joins the lines of a paragraph; lines that start with a space stay unchanged. */
function paragraphs(text: string, width: number): string {
  return text
    .split("\n\n")
    .map((part) => (part.startsWith(" ") ? part : wrap(part.replaceAll("\n", " "), width)))
    .join("\n\n");
}

function wrap(text: string, width: number): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (longer.length > width && line !== "") {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].join("\n");
}

function widthFor(columns = usualColumns): number {
  return Math.max(40, Math.min(columns, mostColumns) - 1);
}

/** How an option is written: `-y, --yes`, `    --out FILE`. */
export function optionLabel(name: string, spec: OptionSpec): string {
  const short = spec.short === undefined ? "    " : `-${spec.short}, `;
  if (spec.type === "boolean") return `${short}--${spec.negatable ? "[no-]" : ""}${name}`;
  if (spec.type === "number") return `${short}--${name} ${spec.value ?? "N"}`;
  const value = spec.value ?? spec.choices?.join(spec.multiple ? "," : "|") ?? "VALUE";
  return `${short}--${name} ${value}`;
}
