import type { Difference } from "./compareTrees.js";
import { operationsOfTree, type TypedOperation } from "./operationsOfTree.js";
import type { TypeMember, TypeTree } from "./TypeTree.js";

/** Finds the names under which `Usage` lists who is touched by a difference. */
export class TouchedKeys {
  private readonly operations: TypedOperation[];
  /** By schema or other component: the places whose type names it. */
  private readonly referrers = new Map<string, Set<string>>();
  /** By the key of each list and page token in an answer: the calls that page through it. */
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
      // Nobody can use yet what comes; who makes the whole must make it from now on.
      return now === undefined || now.isOptional ? [] : this.withCalls([parentOf(key)]);
    }
    const keys = this.withCalls([key]);
    const header = /(?:^|\.)headers\.([^.]+)$/.exec(key)?.[1];
    if (header !== undefined) keys.push(headerKey(header));
    for (const paging of this.pages.get(key) ?? []) keys.push(paging);
    return kind === "removed" ? keys : [...keys, ...this.behind(key)];
  }

  /** The places whose type is the component with this key, by its name; a field has none. */
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

  /** Adds the calls whose answer, body or parameters as a whole are among the keys. */
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

  /** Helpers find the entries of a page and the next one by name, which the type checker does not see. */
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

/** The name under which uses of an answer's header are listed: code asks for it by a string alone. */
export function headerKey(name: string): string {
  return `headers.get ${name.toLowerCase()}`;
}

/** Of an operation: its body, the answer with a status, a group of parameters. */
function isWhole(rest: string): boolean {
  return /^(requestBody(\.content(\.[^.]*\/[^.]*)?)?|responses(\.[^.]+(\.content(\.[^.]*\/[\w+-]+)?)?)?|parameters(\.[a-z]+)?)$/.test(
    rest,
  );
}

function parentOf(key: string): string {
  return key.slice(0, key.lastIndexOf("."));
}
