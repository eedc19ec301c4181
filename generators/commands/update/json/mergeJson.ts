import { isDeepStrictEqual } from "node:util";
import { lineStyleOf, normalize, restore } from "../lines.js";
import { conflictLines, type MergedText, type MergeLabels } from "../mergeText.js";
import {
  type JsonPath,
  ownLines,
  parseJson,
  removeJson,
  renderMember,
  setJson,
} from "./editJson.js";
import { isNewerRange } from "./versionRange.js";

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Merges JSON member by member. It keeps what only one side changed, merges lists of plain values
 * as sets, and does not restore members that the user removed. The user's order, comments and
 * spacing stay.
 *
 * @returns undefined if one of the texts is not a JSON object, or a conflict cannot be marked line
 * by line. In that case, only the lines can be merged
 */
export function mergeJson(
  base: string,
  mine: string,
  theirs: string,
  labels: MergeLabels,
): MergedText | undefined {
  const [o, a, b] = [base, mine, theirs].map((text) => asObject(parseJson(normalize(text))));
  if (!o || !a || !b) return undefined;
  const merge: Merge = { text: normalize(mine), conflicts: [] };
  mergeObjects(merge, [], o, a, b);
  const text = markConflicts(merge, labels);
  if (text === undefined) return undefined;
  return { text: restore(text, lineStyleOf(mine)), conflicts: merge.conflicts.length };
}

interface Merge {
  text: string;
  conflicts: Conflict[];
}

interface Conflict {
  path: JsonPath;
  theirs: unknown;
}

function mergeObjects(
  merge: Merge,
  path: JsonPath,
  base: JsonObject,
  mine: JsonObject,
  theirs: JsonObject,
): void {
  for (const key of Object.keys(base)) {
    const untouched = isDeepStrictEqual(base[key], mine[key]);
    if (!Object.hasOwn(theirs, key) && untouched) {
      merge.text = removeJson(merge.text, [...path, key]);
    }
  }
  let after: string | undefined;
  for (const key of Object.keys(theirs)) {
    mergeMember(merge, [...path, key], base[key], mine[key], theirs[key], after);
    if (Object.hasOwn(mine, key) || !Object.hasOwn(base, key)) after = key;
  }
}

function mergeMember(
  merge: Merge,
  path: JsonPath,
  base: unknown,
  mine: unknown,
  theirs: unknown,
  after: string | undefined,
): void {
  if (isDeepStrictEqual(base, theirs) || isDeepStrictEqual(mine, theirs)) return;
  if (mine === undefined) {
    // The user removed a member that the template changed: do not restore it.
    if (base === undefined) merge.text = setJson(merge.text, path, theirs, after);
    return;
  }
  const [a, b] = [asObject(mine), asObject(theirs)];
  if (a && b) {
    mergeObjects(merge, path, asObject(base) ?? {}, a, b);
    return;
  }
  if (isDeepStrictEqual(base, mine)) {
    merge.text = setJson(merge.text, path, theirs);
    return;
  }
  const list = mergeLists(base, mine, theirs);
  if (list) {
    merge.text = setJson(merge.text, path, list);
  } else if (!isNewerRange(mine, theirs)) {
    merge.conflicts.push({ path, theirs });
  }
}

function mergeLists(base: unknown, mine: unknown, theirs: unknown): unknown[] | undefined {
  const [o, a, b] = [asList(base ?? []), asList(mine), asList(theirs)];
  if (!o || !a || !b) return undefined;
  const kept = a.filter((item) => !o.includes(item) || b.includes(item));
  return [...kept, ...b.filter((item) => !o.includes(item) && !a.includes(item))];
}

/** Inserts the markers from the end, so that earlier positions stay valid. */
function markConflicts({ text, conflicts }: Merge, labels: MergeLabels): string | undefined {
  const places = [];
  for (const { path, theirs } of conflicts) {
    const lines = ownLines(text, path);
    if (!lines) return undefined;
    const mine = text.slice(lines.start, lines.end).split("\n");
    const member = renderMember(text, path, theirs) + lines.comma;
    places.push({ ...lines, marked: conflictLines(mine, member.split("\n"), labels) });
  }
  places.sort((a, b) => b.start - a.start);
  let marked = text;
  for (const { start, end, marked: lines } of places) {
    marked = marked.slice(0, start) + lines.join("\n") + marked.slice(end);
  }
  return marked;
}

function asObject(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

function asList(value: unknown): unknown[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const plain = value.every((item) => typeof item !== "object" || item === null);
  return plain ? value : undefined;
}
