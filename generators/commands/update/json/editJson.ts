import {
  applyEdits,
  getNodeValue,
  modify,
  type Node,
  type ParseError,
  parseTree,
} from "jsonc-parser";

/** The names of the members that lead to a value. */
export type JsonPath = readonly string[];

const WIDEST_LINE = 100;

/** The value of JSON with comments and trailing commas, as in tsconfig.json; undefined if it is not valid. */
export function parseJson(text: string): unknown {
  const root = treeOf(text);
  return root && getNodeValue(root);
}

/**
 * Sets a member; new ones go after the member named by `after` (or first). Everything else stays. Lists stay
 * on one line if they fit, where the library would split them.
 */
export function setJson(text: string, path: JsonPath, value: unknown, after?: string): string {
  const object = objectAt(text, path.slice(0, -1));
  const key = path.at(-1);
  if (!object || key === undefined) return text;
  const depth = path.length;
  const indent = indentOf(text);
  const members = membersOf(object);
  const existing = members.find((member) => member.key === key);
  if (existing) {
    const { start, end } = spanOf(existing.value);
    const inline = !text.slice(start, end).includes("\n");
    const column = start - text.lastIndexOf("\n", start) - 1;
    return splice(text, start, end, render(value, indent, depth, inline ? column : undefined));
  }
  const line = `${indent.repeat(depth)}${JSON.stringify(key)}: `;
  const written = line + render(value, indent, depth, line.length);
  const { start, end } = spanOf(object);
  if (members.length === 0) {
    const inside = `\n${written}\n${indent.repeat(depth - 1)}`;
    return splice(text, start + 1, end - 1, inside);
  }
  const before = members.find((member) => member.key === after);
  if (before) return splice(text, before.end, before.end, `,\n${written}`);
  return splice(text, start + 1, start + 1, `\n${written},`);
}

/** Removes a member with its comma. */
export function removeJson(text: string, path: JsonPath): string {
  return applyEdits(text, modify(text, [...path], undefined, {}));
}

/**
 * The lines of a member, with its comma, if no other member shares them.
 *
 * @returns undefined if something else is on the same lines, or the member does not exist
 */
export function ownLines(
  text: string,
  path: JsonPath,
): { start: number; end: number; comma: string } | undefined {
  const object = objectAt(text, path.slice(0, -1));
  const property = object && membersOf(object).find(({ key }) => key === path.at(-1));
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

/** A member of an object: from its key's opening quote to the end of its value. */
interface Member {
  key: string;
  start: number;
  end: number;
  value: Node;
}

function treeOf(text: string): Node | undefined {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  return errors.length > 0 ? undefined : root;
}

function objectAt(text: string, path: JsonPath): Node | undefined {
  let node = treeOf(text);
  for (const key of path) {
    node = node && membersOf(node).findLast((member) => member.key === key)?.value;
  }
  return node?.type === "object" ? node : undefined;
}

function membersOf(node: Node): Member[] {
  if (node.type !== "object") return [];
  return (node.children ?? []).flatMap((property) => {
    const [key, value] = property.children ?? [];
    return key && value ? [{ key: String(key.value), ...spanOf(property), value }] : [];
  });
}

function spanOf({ offset, length }: Node): { start: number; end: number } {
  return { start: offset, end: offset + length };
}

function indentOf(text: string): string {
  return /^([ \t]+)"/m.exec(text)?.[1] ?? "  ";
}

/** Lists that are new or were on one line stay on one line if they fit. Objects take one line per member. */
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
