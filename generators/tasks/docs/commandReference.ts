import type { Command, OptionSpec } from "../../cli/command.js";
import { optionLabel } from "../../cli/commandHelp.js";
import { code, markdownTable, plain } from "./markdown.js";

/** The page of one command, from the same table as its `--help`. */
export function commandPage(command: Command): string {
  const { positionals = [], details, examples = [], exitCodes } = command;
  const options = Object.entries(command.options);
  return [
    `# ${command.name}`,
    sentence(command.summary),
    fenced(command.usage),
    ...(positionals.length > 0
      ? [
          "## Arguments",
          markdownTable(
            ["argument", "description"],
            positionals.map(({ name, summary }) => [code(name), plain(summary)]),
          ),
        ]
      : []),
    "## Options",
    markdownTable(
      ["option", "description"],
      [
        ...options.map(([name, spec]) => [
          code(optionLabel(name, spec).trim()),
          plain(spec.summary) + bounds(spec),
        ]),
        [code("--help"), "print this help and exit"],
        [code("--version"), "print the version and exit"],
      ],
    ),
    ...(details ? ["## Details", ...details.split("\n\n").map(paragraph)] : []),
    ...(examples.length > 0
      ? ["## Examples", ...examples.map(([line, what]) => `${sentence(what)}\n\n${fenced(line)}`)]
      : []),
    ...(exitCodes ? ["## Exit codes", list(exitCodes)] : []),
  ].join("\n\n");
}

/** The list of all commands, each with a link to its page. */
export function commandIndex(create: Command, commands: readonly Command[]): string {
  const row = ({ name, summary }: Command) => [`[${name}](${name}.md)`, plain(summary)];
  return [
    "# Commands",
    "Generated from the tables that the commands themselves read, so it always matches `--help`.",
    "## create-metrics-project",
    markdownTable(["command", "description"], [row(create)]),
    "## metrics-project",
    "In a project, run them with `npx metrics-project COMMAND`.",
    markdownTable(["command", "description"], commands.map(row)),
  ].join("\n\n");
}

/** The bounds of a number, if it has any. */
function bounds(spec: OptionSpec): string {
  if (spec.type !== "number") return "";
  const { whole, min, above, max } = spec;
  const said = [
    ...(whole ? ["a whole number"] : []),
    ...(min === undefined ? [] : [`at least ${min}`]),
    ...(above === undefined ? [] : [`more than ${above}`]),
    ...(max === undefined ? [] : [`at most ${max}`]),
  ];
  return said.length === 0 ? "" : ` (${said.join(", ")})`;
}

/** Lines that start with a space are command lines; others are wrapped. */
function paragraph(text: string): string {
  const isCode = text.startsWith(" ") || /^metrics-project [^,.]*$/.test(text);
  return isCode ? fenced(text.trim()) : plain(text.replaceAll("\n", " "));
}

function sentence(text: string): string {
  const [first = "", ...rest] = plain(text);
  const whole = first.toUpperCase() + rest.join("");
  return /[.?!]$/.test(whole) ? whole : `${whole}.`;
}

function list(exitCodes: string): string {
  return exitCodes
    .split(/, (?=\d)/)
    .map((one) => `- ${plain(one)}`)
    .join("\n");
}

function fenced(line: string): string {
  return `\`\`\`sh\n${line}\n\`\`\``;
}
