import type { Change, Verdict } from "../Change.js";
import type { Difference } from "./compareTrees.js";
import type { TypeMember, TypeTree } from "./TypeTree.js";

/** Whether a value of the first type is one of the second; of two nodes of one program. */
export type IsAssignable = (from: TypeMember["type"], to: TypeMember["type"]) => boolean;

export interface Judgment extends Pick<Change, "kind" | "text" | "was" | "is"> {
  readers: Verdict;
  makers: Verdict;
  /** The effect on code that uses its name, if only the name changed. */
  verdict?: Verdict;
}

/** Describes a difference in a sentence, with its effect on code that reads or creates such values. */
export function judgeDifference(
  difference: Difference,
  place: string,
  { before, after }: { before: TypeTree; after: TypeTree },
  isAssignable: IsAssignable,
): Judgment {
  const { kind, old, now, call, newCall } = difference;
  // Values of an index signature have their owner's key.
  const name = (old ?? now)?.name === "[key]" ? `any other field of ${place}` : place;
  const was = old === undefined ? {} : { was: typeText(before, old) };
  const is = now === undefined ? {} : { is: typeText(after, now) };
  if (kind === "renamed") {
    const names = { was: call ?? old?.name ?? "", is: newCall ?? now?.name ?? "" };
    if (newCall !== undefined)
      return { kind: "changed", text: `is now ${newCall}`, ...names, ...onlyName };
    const ids = { was: old?.name ?? "", is: now?.name ?? "" };
    const what = call === undefined ? "is now named" : "now has the operation ID";
    return {
      kind: "changed",
      text: `${what} "${ids.is}", was "${ids.was}"`,
      ...ids,
      ...onlyName,
    };
  }
  if (call !== undefined) {
    return kind === "added"
      ? { kind, text: "is a new operation", readers: "compatible", makers: "compatible" }
      : { kind: "removed", text: "was removed", readers: "breaking", makers: "breaking" };
  }
  if (now === undefined) {
    const { key, successor } = difference;
    const hint = successor === undefined ? "" : `: probably renamed to "${successor}"`;
    const verdicts = isComponent(key, old?.name) ? onlyName : gone(key);
    return { kind: "removed", text: `${name} was removed${hint}`, ...was, ...verdicts };
  }
  if (old === undefined) {
    const { key } = difference;
    const isFree = now.isOptional || isAnswerPart(key) || isComponent(key, now.name);
    const makers = isFree ? "compatible" : "breaking";
    const text = `${name} is new${isFree ? "" : " and required"}`;
    return { kind: "added", text, ...is, readers: "compatible", makers };
  }
  const facts = new Facts(difference.key, old, now, before, after);
  return {
    kind: "changed",
    text: `${name} ${facts.words().join(", and ")}`,
    ...was,
    ...is,
    readers: facts.readers(isAssignable),
    makers: facts.makers(isAssignable),
  };
}

/** For a removed component: only uses of its name break, because a changed type is reported where it is used. */
const onlyName = { verdict: "breaking", readers: "compatible", makers: "compatible" } as const;

function isComponent(key: string, name: string | undefined): boolean {
  const [kind = ""] = key.split(".");
  return key === `${kind}.${name}` && kind !== "operations" && kind !== "paths";
}

/** A response that the description no longer lists may still occur; code relies only on successful ones. */
function gone(key: string): Pick<Judgment, "readers" | "makers"> {
  const [, status] = /\.responses\.([^.]+)$/.exec(key) ?? [];
  const isError = status !== undefined && !/^[23]|default/i.test(status);
  return isError
    ? { readers: "risky", makers: "compatible" }
    : { readers: "breaking", makers: "breaking" };
}

function isAnswerPart(key: string): boolean {
  return /^(operations|paths)\..*\.responses(\.|$)/.test(key) || key.startsWith("responses.");
}

/** The differences between two types of one place. */
class Facts {
  private readonly came: string[];
  private readonly went: string[];

  constructor(
    private readonly key: string,
    private readonly old: TypeMember,
    private readonly now: TypeMember,
    before: TypeTree,
    after: TypeTree,
  ) {
    const olds = alternatives(before, old);
    const nows = alternatives(after, now);
    this.came = [...nows].filter((one) => !olds.has(one));
    this.went = [...olds].filter((one) => !nows.has(one));
  }

  words(): string[] {
    const { came, went, old, now } = this;
    const words: string[] = [];
    const isRequest = /\.parameters\.|\.requestBody/.test(this.key);
    if (came.includes("null")) words.push("can now be null");
    if (went.includes("null")) words.push("can no longer be null");
    if (now.isOptional && !old.isOptional) {
      words.push(isRequest ? "is now optional" : "is now optional, and may be missing");
    }
    if (!now.isOptional && old.isOptional) words.push("is now required");
    const [added, dropped] = [came, went].map((list) => list.filter((one) => one !== "null"));
    const isEnum = [...(added ?? []), ...(dropped ?? [])].every(isLiteral);
    if (isEnum && added?.length) words.push(`can now be ${some(added)}`);
    if (isEnum && dropped?.length) words.push(`can no longer be ${some(dropped)}`);
    if ((!isEnum && came.length + went.length > 0) || words.length === 0) {
      words.push("has a different type");
    }
    return words;
  }

  readers(isAssignable: IsAssignable): Verdict {
    const { old, now, came } = this;
    if (came.includes("null") || (now.isOptional && !old.isOptional)) return "breaking";
    if (isAssignable(now.type, old.type)) return "compatible";
    return came.length > 0 && came.every(isLiteral) ? "risky" : "breaking";
  }

  makers(isAssignable: IsAssignable): Verdict {
    const { old, now, went } = this;
    if (went.includes("null") || (!now.isOptional && old.isOptional)) return "breaking";
    return isAssignable(old.type, now.type) ? "compatible" : "breaking";
  }
}

/** The alternatives of a type, or of the elements of a list. */
function alternatives(tree: TypeTree, { type }: TypeMember): Set<string> {
  const { compiler } = tree;
  let node = type;
  while (compiler.isParenthesizedTypeNode(node) || compiler.isArrayTypeNode(node)) {
    node = compiler.isArrayTypeNode(node) ? node.elementType : node.type;
  }
  return tree.alternativesOf(node);
}

function isLiteral(text: string): boolean {
  return /^(["'].*["']|-?\d[\d.e+-]*|true|false)$/i.test(text);
}

function some(words: readonly string[]): string {
  const shown = words.slice(0, 6).join(", ");
  return words.length > 6
    ? `${shown} or ${words.length - 6} more`
    : shown.replace(/, (?=[^,]*$)/, " or ");
}

/** A type for display, at most about 300 characters. */
function typeText(tree: TypeTree, { type, isOptional }: TypeMember): string {
  const text = tree.textOf(type);
  const brief = text.length > 300 ? `${text.slice(0, 299)}…` : text;
  return isOptional ? `${brief}, optional` : brief;
}

/**
 * Describes a key, without its schema or operation: `the field "name"`, `the query parameter "search"`.
 *
 * @param root the schema's or operation's own key, the start of the key
 */
export function describeKey(key: string, root: string | undefined): string {
  if (root?.startsWith("schemas.")) {
    const field = key.slice(root.length + 1);
    return field === "" ? "the schema" : `the field "${field}"`;
  }
  const parameter = /\.parameters\.(query|path|header|cookie)\.(.+)$/.exec(key);
  if (parameter) return `the ${parameter[1]} parameter "${parameter[2]}"`;
  const group = /\.parameters\.(query|path|header|cookie)$/.exec(key);
  if (group) return `the ${group[1]} parameters`;
  const header = /(?:^|\.)(?:responses\.([^.]+)\.)?headers\.(.+)$/.exec(key);
  if (header) {
    return header[1] === undefined
      ? `the header "${header[2]}"`
      : `the header "${header[2]}" of the response with status ${header[1]}`;
  }
  const answer = /\.responses\.([^.]+)$/.exec(key);
  if (answer) return `the response with status ${answer[1]}`;
  const content =
    /(?:\.(requestBody)|\.responses\.([^.]+)|^responses\.([^.]+)|^requestBodies\.([^.]+))\.content(?:\.(.*))?$/.exec(
      key,
    );
  if (content) {
    const [, , status, shared, body, rest = ""] = content;
    const owner =
      status !== undefined
        ? `the response with status ${status}`
        : shared !== undefined
          ? `the response "${shared}"`
          : body !== undefined
            ? `the body "${body}"`
            : "the body";
    const [media, field] = mediaAndField(rest);
    if (field !== undefined) return `the field "${field}" of ${owner}`;
    return media === "" || media === "application/json" ? owner : `${owner} as ${media}`;
  }
  if (/\.requestBody$/.test(key)) return "the body";
  if (key === root) return /^(operations|paths)\./.test(key) ? "the operation" : "it";
  return `"${key}"`;
}

function mediaAndField(rest: string): [media: string, field: string | undefined] {
  const known = /^(application\/json|[\w.+-]+\/[\w.+*-]+?)(?:\.([A-Za-z_$].*))?$/.exec(rest);
  return known === null ? [rest, undefined] : [known[1] ?? "", known[2]];
}
