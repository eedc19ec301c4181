import { parseArgs as parse } from "node:util";
import { type CommandError, usageError } from "../io/CommandError.js";
import type { Args, Command, NumberOption, OptionSpec } from "./command.js";
import { nearest } from "./nearest.js";

type Values = Record<string, string | number | boolean | string[] | undefined>;

/**
 * Parses the command line of `command`.
 *
 * @throws {CommandError} for an unknown option or value (naming the nearest valid one), a missing
 * value, an unexpected value, and missing or surplus arguments.
 */
export function parseArgs(command: Command, argv: readonly string[]): Args {
  const known = new Map(Object.entries(command.options));
  const { tokens } = parse({
    args: [...argv],
    options: Object.fromEntries([...known].flatMap(parserOptions)),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });

  const values: Values = {};
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind === "option") setOption(values, known, token);
  }
  checkPositionals(command, positionals);
  // The values were checked against the same specs that define the types.
  return { options: values as Args["options"], positionals };
}

function parserOptions([name, spec]: [string, OptionSpec]) {
  const short = spec.short === undefined ? {} : { short: spec.short };
  const entries: [string, { type: "boolean" | "string"; short?: string }][] = [
    [name, { type: spec.type === "boolean" ? "boolean" : "string", ...short }],
  ];
  if (spec.type === "boolean" && spec.negatable) entries.push([`no-${name}`, { type: "boolean" }]);
  return entries;
}

function setOption(
  values: Values,
  known: ReadonlyMap<string, OptionSpec>,
  token: {
    name: string;
    rawName: string;
    value: string | undefined;
    inlineValue?: boolean | undefined;
  },
): void {
  const { rawName, value } = token;
  const positive = token.name.startsWith("no-") ? token.name.slice("no-".length) : undefined;
  const negated = positive === undefined ? undefined : known.get(positive);
  if (positive !== undefined && negated?.type === "boolean" && negated.negatable) {
    if (value !== undefined) throw usageError(`${rawName} takes no value, got "${value}"`);
    values[positive] = false;
    return;
  }

  const spec = known.get(token.name);
  if (spec === undefined) throw unknownOption(rawName, known);
  if (spec.type === "boolean") {
    if (value !== undefined) throw usageError(`${rawName} takes no value, got "${value}"`);
    values[token.name] = true;
    return;
  }
  // Without the inline form, a value that starts with a dash is most likely the next option.
  const isNumber = spec.type === "number";
  const isOption = value?.startsWith("-") && value !== "-" && !(isNumber && /^-[\d.]/.test(value));
  if (value === undefined || (isOption && !token.inlineValue)) {
    if (value === undefined && spec.type === "string" && spec.bare !== undefined) {
      values[token.name] = spec.bare;
      return;
    }
    throw usageError(`${rawName} requires a value`, {
      hint: isNumber ? undefined : choicesHint(spec.choices),
    });
  }
  if (isNumber) {
    values[token.name] = checkNumber(rawName, value, spec);
    return;
  }
  if (!spec.multiple) {
    values[token.name] = checkChoice(rawName, value, spec.choices);
    return;
  }
  const given = value.split(",").map((part) => part.trim());
  const before = values[token.name];
  const list = Array.isArray(before) ? before : [];
  values[token.name] = [...list, ...given.map((part) => checkChoice(rawName, part, spec.choices))];
}

function checkNumber(rawName: string, text: string, spec: NumberOption): number {
  const number = text.trim() === "" ? Number.NaN : Number(text);
  const { whole = false, min = Number.NEGATIVE_INFINITY, max = Number.MAX_VALUE } = spec;
  const { above = Number.NEGATIVE_INFINITY } = spec;
  // Number() also accepts 0x10 and 1e3. Of these, people only write 1e3.
  const isPlain = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text.trim());
  const fits = isPlain && number >= min && number <= max && number > above;
  if (fits && (!whole || Number.isSafeInteger(number))) return number;
  throw usageError(`${rawName} must be ${numberWords(spec)}, got "${text}"`);
}

/** For example: a whole number from 1 to 65535. */
function numberWords({ whole, min, above, max }: NumberOption): string {
  return [
    whole ? "a whole number" : "a number",
    ...(min === undefined ? [] : [max === undefined ? `of at least ${min}` : `from ${min}`]),
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(max === undefined ? [] : [`${min === undefined ? "up " : ""}to ${max}`]),
  ].join(" ");
}

function checkChoice(rawName: string, value: string, choices: readonly string[] | undefined) {
  if (choices === undefined || choices.includes(value)) return value;
  const guess = nearest(value, choices);
  throw usageError(`invalid value for ${rawName}: "${value}"`, {
    hint:
      guess === undefined
        ? choicesHint(choices)
        : `Did you mean "${guess}"? ${choicesHint(choices)}`,
  });
}

function choicesHint(choices: readonly string[] | undefined): string | undefined {
  return choices && `It must be one of: ${choices.join(", ")}.`;
}

function unknownOption(rawName: string, known: ReadonlyMap<string, OptionSpec>): CommandError {
  const names = [...known].flatMap(([name, spec]) =>
    spec.type === "boolean" && spec.negatable ? [name, `no-${name}`] : [name],
  );
  const guess = nearest(rawName.replace(/^-+/, ""), [...names, "help", "version"]);
  return usageError(`unknown option ${rawName}`, {
    hint: guess === undefined ? "Run with --help to list the options." : `Did you mean --${guess}?`,
  });
}

function checkPositionals(command: Command, given: readonly string[]): void {
  const specs = command.positionals ?? [];
  const missing = specs.find((spec, index) => spec.required && given[index] === undefined);
  if (missing) {
    throw usageError(`missing ${missing.name}: ${missing.summary}`, {
      hint: `Usage: ${command.usage}`,
    });
  }
  const surplus = given[specs.length];
  if (surplus !== undefined && !specs.at(-1)?.rest) {
    throw usageError(`unexpected argument "${surplus}"`, { hint: `Usage: ${command.usage}` });
  }
}
