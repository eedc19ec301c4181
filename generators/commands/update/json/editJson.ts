import { type JsonNode, type JsonProperty, parseJson } from "./parseJson.js";

/** The names of the members that lead to a value. */
export type JsonPath = readonly string[];

const WIDEST_LINE = 100;

/** Sets a member, new ones behind the member named by `after` (or first). Everything else stays. */
export function setJson(text: string, path: JsonPath, value: unknown, after?: string): string {
  const object = objectAt(text, path.slice(0, -1));
  const key = path.at(-1);
  if (!object || key === undefined) return text;
  const depth = path.length;
  const indent = indentOf(text);
  const existing = object.properties.find((property) => property.key === key);
  if (existing) {
    const { start, end } = existing.node;
    const inline = !text.slice(start, end).includes("\n");
    const column = start - text.lastIndexOf("\n", start) - 1;
    return splice(text, start, end, render(value, indent, depth, inline ? column : undefined));
  }
  const line = `${indent.repeat(depth)}${JSON.stringify(key)}: `;
  const written = line + render(value, indent, depth, line.length);
  const last = object.properties.at(-1);
  if (!last) {
    const inside = `\n${written}\n${indent.repeat(depth - 1)}`;
    return splice(text, object.start + 1, object.end - 1, inside);
  }
  const before = object.properties.find((property) => property.key === after);
  if (before) return splice(text, before.end, before.end, `,\n${written}`);
  return splice(text, object.start + 1, object.start + 1, `\n${written},`);
}

/** Removes a member with the comma that parted it from the others. */
export function removeJson(text: string, path: JsonPath): string {
  const object = objectAt(text, path.slice(0, -1));
  const index = object?.properties.findIndex((property) => property.key === path.at(-1)) ?? -1;
  const property = object?.properties[index];
  if (!object || !property) return text;
  const previous = object.properties[index - 1];
  const next = object.properties[index + 1];
  if (previous) return splice(text, previous.end, property.end, "");
  if (next) return splice(text, property.start, next.start, "");
  return splice(text, object.start + 1, object.end - 1, "");
}

/**
 * The lines that hold a member, with its comma, where it shares them with no other.
 *
 * @returns undefined where something else stands on the same lines, or the member does not exist
 */
export function ownLines(
  text: string,
  path: JsonPath,
): { start: number; end: number; comma: string } | undefined {
  const object = objectAt(text, path.slice(0, -1));
  const property = object?.properties.find((candidate) => candidate.key === path.at(-1));
  if (!property) return undefined;
  const start = text.lastIndexOf("\n", property.start) + 1;
  if (text.slice(start, property.start).trim() !== "") return undefined;
  const comma = text[property.end] === "," ? "," : "";
  const end = property.end + comma.length;
  return text[end] === "\n" ? { start, end, comma } : undefined;
}

/** The member as {@link setJson} would write it at its depth, without a comma. */
export function renderMember(text: string, path: JsonPath, value: unknown): string {
  const indent = indentOf(text);
  const line = `${indent.repeat(path.length)}${JSON.stringify(path.at(-1))}: `;
  return line + render(value, indent, path.length, line.length);
}

interface ObjectNode extends JsonNode {
  properties: JsonProperty[];
}

function objectAt(text: string, path: JsonPath): ObjectNode | undefined {
  let node = parseJson(text);
  for (const key of path) node = node?.properties?.findLast((one) => one.key === key)?.node;
  return node?.properties ? { ...node, properties: node.properties } : undefined;
}

function indentOf(text: string): string {
  return /^([ \t]+)"/m.exec(text)?.[1] ?? "  ";
}

/** Lists stay on one line where they did, or are new, and fit; objects take a line a member. */
function render(value: unknown, indent: string, depth: number, column?: number): string {
  if (Array.isArray(value) && column !== undefined) {
    const line = `[${value.map((one) => JSON.stringify(one)).join(", ")}]`;
    if (column + line.length < WIDEST_LINE) return line;
  }
  return JSON.stringify(value, null, indent).replaceAll("\n", `\n${indent.repeat(depth)}`);
}

function splice(text: string, start: number, end: number, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end);
}
