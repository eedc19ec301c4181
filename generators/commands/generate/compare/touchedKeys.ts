import type { Difference } from "./compareTrees.js";
import { operationsOfTree, type TypedOperation } from "./operationsOfTree.js";
import type { TypeMember, TypeTree } from "./TypeTree.js";

/** Finds the keys in `Usage` of the code that a difference affects. */
export class TouchedKeys {
  private readonly operations: TypedOperation[];
  /** By schema or other component: the places with this type. */
  private readonly referrers = new Map<string, Set<string>>();
  /** By the key of each list and page token in a response: the calls that page through it. */
  private readonly pages = new Map<string, Set<string>>();

  constructor(before: TypeTree) {
    this.operations = [...operationsOfTree(before).values()];
    for (const root of before.roots.values()) this.addReferrers(before, root);
    for (const operation of this.operations) this.addPages(before, operation);
  }

  of(difference: Difference): string[] {
    const { kind, key, call, newCall, old, now } = difference;
    if (kind === "renamed")
      return newCall === undefined || call === undefined ? [key] : [call, key];
    if (call !== undefined) return kind === "added" ? [] : [call, key];
    if (old === undefined) {
      // An added part has no uses yet, but code that creates the whole must now create it, too.
      return now === undefined || now.isOptional ? [] : this.withCalls([parentOf(key)]);
    }
    const keys = this.withCalls([key]);
    const header = /(?:^|\.)headers\.([^.]+)$/.exec(key)?.[1];
    if (header !== undefined) keys.push(headerKey(header));
    for (const paging of this.pages.get(key) ?? []) keys.push(paging);
    return kind === "removed" ? keys : [...keys, ...this.behind(key)];
  }

  /** The places with the component of this key as their type; none for a field. */
  behind(key: string): string[] {
    const found = new Set<string>();
    const queue = [key];
    for (const name of queue) {
      for (const referrer of this.referrers.get(name) ?? []) {
        if (found.has(referrer)) continue;
        found.add(referrer);
        queue.push(referrer);
      }
    }
    return this.withCalls([...found]);
  }

  /** Adds the calls with their whole response, body or parameters among the keys. */
  withCalls(keys: readonly string[]): string[] {
    const calls = keys.flatMap((key) =>
      this.operations
        .filter(({ owner }) => key.startsWith(`${owner}.`) && isWhole(key.slice(owner.length + 1)))
        .map(({ call }) => call),
    );
    return [...new Set([...keys, ...calls])];
  }

  private addReferrers(tree: TypeTree, { key, type }: TypeMember): void {
    for (const reference of tree.referencesIn(type, false)) {
      const places = this.referrers.get(reference) ?? new Set();
      places.add(key);
      this.referrers.set(reference, places);
    }
    for (const { literal, reference } of tree.outlineOf(type).objects) {
      if (reference !== undefined) continue;
      for (const member of tree.membersOf(literal.members, key)) this.addReferrers(tree, member);
    }
  }

  /** Helpers access the entries of a page and its token by name, which the type checker does not see. */
  private addPages(tree: TypeTree, { call, owner, member }: TypedOperation): void {
    const { compiler } = tree;
    const answers = [...tree.outlineOf(member.type).objects].flatMap(({ literal }) =>
      tree.membersOf(literal.members, owner).filter(({ name }) => name === "responses"),
    );
    const below = (members: readonly TypeMember[], names: readonly string[]): TypeMember[] => {
      const [name, ...rest] = names;
      if (name === undefined) return [...members];
      return members
        .filter((one) => one.name === name)
        .flatMap(({ key, type }) =>
          tree
            .outlineOf(type)
            .objects.flatMap(({ literal, reference }) =>
              below(tree.membersOf(literal.members, reference ?? key), rest),
            ),
        );
    };
    const fields = below(answers, ["responses", "200", "content", "application/json"]);
    if (!fields.some(({ name }) => name === "nextPageToken")) return;
    for (const { key, name, type } of fields) {
      if (name !== "nextPageToken" && !compiler.isArrayTypeNode(type)) continue;
      this.pages.set(key, (this.pages.get(key) ?? new Set()).add(call));
    }
    for (const name of ["pageToken", "pageSize"]) {
      this.pages.set(`${owner}.parameters.query.${name}`, new Set([call]));
    }
  }
}

/** The key for uses of a response header: code accesses it only by a string. */
export function headerKey(name: string): string {
  return `headers.get ${name.toLowerCase()}`;
}

/** A part of an operation: its body, the response with a status, a group of parameters. */
function isWhole(rest: string): boolean {
  return /^(requestBody(\.content(\.[^.]*\/[^.]*)?)?|responses(\.[^.]+(\.content(\.[^.]*\/[\w+-]+)?)?)?|parameters(\.[a-z]+)?)$/.test(
    rest,
  );
}

function parentOf(key: string): string {
  return key.slice(0, key.lastIndexOf("."));
}
