import { isMap, isScalar, isSeq, type Node, parseDocument } from "yaml";
import { CommandError } from "../io/CommandError.js";

/** An addition to a config: a topic, a metric, its entry in a set. Each body is YAML without indentation. */
export interface ConfigAddition {
  readonly topic?: { readonly name: string; readonly body: string };
  readonly metric?: { readonly name: string; readonly body: string };
  /** The metrics set to add the metric to; created if it does not exist. */
  readonly set?: string;
}

const start = `# Defines the metrics that the platform computes from this build's rows. Check it with \`metrics-project check\`.
version: 1
`;

/**
 * A config's text with a topic, a metric and its entry in a set. Everything else stays unchanged, including
 * comments and order. Additions go to the end of their section, indented like their neighbors.
 *
 * @param text undefined if there is no config yet
 * @throws CommandError if the text cannot be edited, or already has a part with that name
 */
export function editConfig(text: string | undefined, addition: ConfigAddition): string {
  const eol = text?.includes("\r\n") ? "\r\n" : "\n";
  let result = (text ?? start).replaceAll("\r\n", "\n");
  const { topic, metric, set } = addition;
  if (topic !== undefined) result = addEntry(result, ["topics"], topic.name, topic.body);
  if (metric !== undefined) result = addEntry(result, ["metrics"], metric.name, metric.body);
  if (metric !== undefined && set !== undefined) result = addToSet(result, set, metric.name);
  return eol === "\n" ? result : result.replaceAll("\n", eol);
}

function addToSet(text: string, set: string, metric: string): string {
  const list = parse(text).getIn(["metrics sets", set, "metrics"], true) as Node | undefined;
  if (list === undefined) {
    return addEntry(text, ["metrics sets"], set, `metrics:\n  - ${scalar(metric)}\n`);
  }
  if (!isSeq(list)) throw cannot(`the metrics of the set "${set}" are not a list`);
  if (list.flow === true) {
    const last = list.items.at(-1) as Node | undefined;
    const at = last?.range?.[1] ?? (list.range?.[0] ?? 0) + 1;
    return `${text.slice(0, at)}${last === undefined ? "" : ", "}${scalar(metric)}${text.slice(at)}`;
  }
  const first = list.range?.[0] ?? 0;
  const indent = " ".repeat(columnOf(text, first));
  const at = afterLine(text, endOf(list));
  return insertLines(text, at, `${indent}- ${scalar(metric)}\n`);
}

/** Adds `name:` with a body to the map at a path. Creates the map if it is missing or empty. */
function addEntry(text: string, path: readonly [string], name: string, body: string): string {
  const document = parse(text);
  const [section] = path;
  const map = document.getIn([section], true) as Node | undefined | null;
  const isEmpty = map === undefined || map === null || (isScalar(map) && map.value === null);
  if (isEmpty) {
    const entry = entryLines("  ", name, body);
    const pair = isMap(document.contents)
      ? document.contents.items.find(({ key }) => isScalar(key) && key.value === section)
      : undefined;
    if (pair === undefined) {
      const gap = text === "" || text.endsWith("\n") ? "\n" : "\n\n";
      return `${text}${gap}${section}:\n${entry}`;
    }
    const at = afterLine(text, (pair.key as Node).range?.[1] ?? 0);
    return insertLines(text, at, entry);
  }
  if (!isMap(map)) throw cannot(`${section} is not a map`);
  if (map.has(name)) {
    throw new CommandError(`the config already has ${section}.${name}`, {
      code: "conflict",
      hint: "Choose another name, or edit the existing entry yourself.",
    });
  }
  if (map.flow === true) throw cannot(`${section} is written in braces`);
  const [first] = map.items;
  const indent = " ".repeat(columnOf(text, (first?.key as Node | undefined)?.range?.[0] ?? 0));
  return insertLines(text, afterLine(text, endOf(map)), entryLines(indent, name, body));
}

function parse(text: string) {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw cannot(`it is not valid YAML: ${error.message.split("\n")[0]}`);
  return document;
}

function entryLines(indent: string, name: string, body: string): string {
  const lines = body
    .trimEnd()
    .split("\n")
    .map((line) => (line === "" ? "\n" : `${indent}  ${line}\n`));
  return `${indent}${scalar(name)}:\n${lines.join("")}`;
}

/** The end of a collection's content: comments after it belong to the next node. */
function endOf(node: Node): number {
  if (isMap(node) && node.flow !== true) {
    const last = node.items.at(-1);
    const value = last?.value as Node | null | undefined;
    if (value?.range && !(isScalar(value) && value.value === null)) return endOf(value);
    return (last?.key as Node | undefined)?.range?.[1] ?? 0;
  }
  if (isSeq(node) && node.flow !== true) {
    const last = node.items.at(-1) as Node | undefined;
    return last === undefined ? (node.range?.[1] ?? 0) : endOf(last);
  }
  return node.range?.[1] ?? 0;
}

/** The start of the next line; for a block scalar, which ends with its line, the position itself. */
function afterLine(text: string, at: number): number {
  if (at > 0 && text[at - 1] === "\n") return at;
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end + 1;
}

function insertLines(text: string, at: number, lines: string): string {
  const before = text.slice(0, at);
  const gap = before === "" || before.endsWith("\n") ? "" : "\n";
  return `${before}${gap}${lines}${text.slice(at)}`;
}

function columnOf(text: string, at: number): number {
  return at - (text.lastIndexOf("\n", at - 1) + 1);
}

/** A name as YAML: in quotes if it would otherwise be read as something else. */
function scalar(name: string): string {
  return /^[A-Za-z][\w ]*\w$|^[A-Za-z]$/.test(name) &&
    !/^(true|false|null|yes|no|on|off|y|n)$/i.test(name)
    ? name
    : JSON.stringify(name);
}

function cannot(why: string): CommandError {
  return new CommandError(`cannot edit the config: ${why}`, {
    hint: "Add it yourself; nothing was changed.",
  });
}
