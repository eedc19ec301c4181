import type { Command, OptionSpec } from "./command.js";

/** The text of `--help` for one command. */
export function commandHelp(command: Command): string {
  const positionals = (command.positionals ?? []).map(({ name, summary }): [string, string] => [
    name,
    summary,
  ]);
  const options = Object.entries(command.options).map(([name, spec]): [string, string] => [
    optionLabel(name, spec),
    spec.summary,
  ]);
  options.push(["    --help", "show this and end"], ["    --version", "show the version and end"]);
  return [
    `${command.summary}\n\nusage: ${command.usage}`,
    ...(positionals.length > 0 ? [table(positionals)] : []),
    `options:\n${table(options)}`,
    ...(command.details ? [command.details] : []),
  ]
    .join("\n\n")
    .concat("\n");
}

/** Two columns, indented. */
export function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join("\n");
}

function optionLabel(name: string, spec: OptionSpec): string {
  const short = spec.short === undefined ? "    " : `-${spec.short}, `;
  if (spec.type === "boolean") return `${short}--${spec.negatable ? "[no-]" : ""}${name}`;
  const value = spec.value ?? spec.choices?.join(spec.multiple ? "," : "|") ?? "VALUE";
  return `${short}--${name} ${value}`;
}
