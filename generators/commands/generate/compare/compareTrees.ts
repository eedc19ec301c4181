import { operationsOfTree, type TypedOperation } from "./operationsOfTree.js";
import type { ObjectPart, TypeMember, TypeTree } from "./TypeTree.js";

/** One place with a difference between two generated modules. */
export interface Difference {
  kind: "added" | "removed" | "changed" | "renamed";
  /** The place's key in the old module, or in the new one if the old one lacks it. */
  key: string;
  old?: TypeMember;
  now?: TypeMember;
  /** The call, if a whole operation was added, removed or renamed. */
  call?: string;
  /** The new call, if its path changed. */
  newCall?: string;
  /** Its probable new name. */
  successor?: string;
}

/**
 * Every difference between two generated `paths.ts`, at the innermost place that shows it. If types differ in their text
 * but nothing below them does, the place itself is the difference, so that nothing is missed.
 */
export function compareTrees(before: TypeTree, after: TypeTree): Difference[] {
  return new TreeComparison(before, after).run();
}

class TreeComparison {
  private differences: Difference[] = [];
  /** Pairs of schemas that have been compared, or are being compared. */
  private readonly compared = new Set<string>();

  constructor(
    private readonly before: TypeTree,
    private readonly after: TypeTree,
  ) {}

  run(): Difference[] {
    const handled = this.compareOperations();
    const { roots } = this.before;
    for (const [key, old] of roots) {
      if (handled.has(key) || key.startsWith("paths.")) continue;
      const now = this.after.roots.get(key);
      if (now === undefined) this.differences.push({ kind: "removed", key, old });
      else this.compareMembers(old, now);
    }
    for (const [key, now] of this.after.roots) {
      if (roots.has(key) || handled.has(key) || key.startsWith("paths.")) continue;
      this.differences.push({ kind: "added", key, now });
    }
    this.comparePathItems();
    this.renamedSchemas();
    return this.differences;
  }

  /** Compares operations by method and path, whatever their IDs. Returns the keys that are done. */
  private compareOperations(): Set<string> {
    const old = operationsOfTree(this.before);
    const now = operationsOfTree(this.after);
    const handled = new Set<string>();
    const gone = [...old.values()].filter(({ call }) => !now.has(call));
    const came = new Map(
      [...now.values()].filter(({ call }) => !old.has(call)).map((one) => [template(one), one]),
    );
    for (const one of old.values()) handled.add(one.owner);
    for (const one of now.values()) handled.add(one.owner);
    for (const [call, operation] of old) {
      const same = now.get(call);
      if (same !== undefined) this.compareOperation(operation, same);
    }
    for (const operation of gone) {
      const moved = came.get(template(operation));
      if (moved === undefined) {
        const { owner, call, member } = operation;
        this.differences.push({ kind: "removed", key: owner, old: member, call });
      } else {
        came.delete(template(operation));
        this.compareOperation(operation, moved);
      }
    }
    for (const { owner, call, member } of came.values()) {
      this.differences.push({ kind: "added", key: owner, now: member, call });
    }
    return handled;
  }

  private compareOperation(old: TypedOperation, now: TypedOperation): void {
    const members = { old: old.member, now: now.member };
    if (old.path !== now.path) {
      const { owner: key, call } = old;
      this.differences.push({ kind: "renamed", key, ...members, call, newCall: now.call });
    }
    if (old.owner !== now.owner) {
      this.differences.push({ kind: "renamed", key: old.owner, ...members, call: old.call });
    }
    const count = this.differences.length;
    this.compareMembers(old.member, now.member);
    if (old.path === now.path) return;
    // The changed path already shows that its parameters have other names.
    const isNamed = ({ kind, key }: Difference) =>
      kind !== "changed" && key.startsWith(`${old.owner}.parameters.path.`);
    const below = this.differences.splice(count);
    this.differences.push(...below.filter((one) => !isNamed(one)));
  }

  /** Other members of a path: the parameters shared by all operations, which each operation lists itself. */
  private comparePathItems(): void {
    const paths = new Map(
      [...operationsOfTree(this.before).values()].map(({ owner, path }) => [owner, path]),
    );
    const isTold = new Set(
      this.differences.map(({ key }) => paths.get(key.split(".parameters")[0] ?? key)),
    );
    const parametersOf = (tree: TypeTree, { key, type }: TypeMember) =>
      tree.compiler.isTypeLiteralNode(type)
        ? tree.membersOf(type.members, key).find(({ name }) => name === "parameters")
        : undefined;
    for (const [key, root] of this.before.roots) {
      const other = this.after.roots.get(key);
      if (!key.startsWith("paths.") || other === undefined || isTold.has(root.name)) continue;
      const [old, now] = [parametersOf(this.before, root), parametersOf(this.after, other)];
      if (old !== undefined && now !== undefined) this.compareMembers(old, now);
    }
  }

  /** Removed schemas that were compared with one of another name: they were renamed. */
  private renamedSchemas(): void {
    for (const pair of this.compared) {
      const [from = "", to = ""] = pair.split("\0");
      const isRenamed = !this.after.roots.has(from) && !this.before.roots.has(to);
      const old = this.before.roots.get(from);
      const now = this.after.roots.get(to);
      if (!isRenamed || old === undefined || now === undefined) continue;
      this.differences = this.differences.filter(
        ({ kind, key }) => kind === "changed" || (key !== from && key !== to),
      );
      this.differences.push({ kind: "renamed", key: from, old, now });
    }
  }

  private compareMembers(old: TypeMember, now: TypeMember): void {
    const { before, after } = this;
    const isSame = before.textOf(old.type) === after.textOf(now.type);
    if (isSame && old.isOptional === now.isOptional) return;
    const outlines = { old: before.outlineOf(old.type), now: after.outlineOf(now.type) };
    if (isParameterGroup(old.key)) {
      this.compareGroups(old, outlines.old.objects[0], outlines.now.objects[0]);
      return;
    }
    // An operation without a body has one of type never.
    const [wasNever, isNever] = [outlines.old.text === "never", outlines.now.text === "never"];
    if (wasNever !== isNever && /\.requestBody$/.test(old.key)) {
      this.differences.push(
        wasNever ? { kind: "added", key: old.key, now } : { kind: "removed", key: old.key, old },
      );
      return;
    }
    const hasOwn = old.isOptional !== now.isOptional || outlines.old.text !== outlines.now.text;
    const isTold = this.compareParts(old, outlines.old.objects, outlines.now.objects);
    if (hasOwn || !isTold) this.differences.push({ kind: "changed", key: old.key, old, now });
  }

  /** Parameters are reported one by one, even if there were none. */
  private compareGroups(
    owner: TypeMember,
    old: ObjectPart | undefined,
    now: ObjectPart | undefined,
  ): void {
    this.compareFields(
      old === undefined ? [] : this.before.membersOf(old.literal.members, owner.key),
      now === undefined ? [] : this.after.membersOf(now.literal.members, owner.key),
    );
  }

  /** Compares the objects within a type with those of the other. Returns whether they explain the difference. */
  private compareParts(
    owner: TypeMember,
    olds: readonly ObjectPart[],
    nows: readonly ObjectPart[],
  ): boolean {
    const pairs = olds.map((part, at) => [part, nows[at]] as const);
    const different = pairs.filter(([a, b]) => b === undefined || !this.isSamePart(a, b));
    const [[first, second] = []] = different;
    // With several, it is unknown which belong together.
    if (different.length !== 1 || first === undefined || second === undefined) return false;
    const { reference } = first;
    // A schema that still exists was not renamed.
    if (reference !== undefined && this.after.roots.has(reference)) return false;
    if (reference !== undefined && second.reference !== undefined) {
      const pair = `${reference}\0${second.reference}`;
      if (this.compared.has(pair)) return true;
      this.compared.add(pair);
      this.compareObjects(reference, first, second);
      return true;
    }
    return this.compareObjects(reference ?? owner.key, first, second);
  }

  private isSamePart(a: ObjectPart, b: ObjectPart): boolean {
    if (a.reference !== undefined && a.reference === b.reference) return true;
    return (
      a.reference === undefined &&
      b.reference === undefined &&
      this.before.textOf(a.literal) === this.after.textOf(b.literal)
    );
  }

  private compareObjects(key: string, a: ObjectPart, b: ObjectPart): boolean {
    return this.compareFields(
      this.before.membersOf(a.literal.members, key),
      this.after.membersOf(b.literal.members, key),
    );
  }

  /** Returns whether any field differs: that field, or a part of it, is then reported. */
  private compareFields(olds: readonly TypeMember[], nows: readonly TypeMember[]): boolean {
    const { before, after } = this;
    const byName = new Map(nows.map((one) => [one.name, one]));
    const names = new Set(olds.map(({ name }) => name));
    let isDifferent = false;
    for (const old of olds) {
      const now = byName.get(old.name);
      if (now === undefined) {
        this.differences.push({ kind: "removed", key: old.key, old });
        isDifferent = true;
        continue;
      }
      this.compareMembers(old, now);
      isDifferent ||=
        old.isOptional !== now.isOptional || before.textOf(old.type) !== after.textOf(now.type);
    }
    for (const now of nows) {
      if (names.has(now.name)) continue;
      this.differences.push({ kind: "added", key: now.key, now });
      isDifferent = true;
    }
    return isDifferent;
  }
}

function isParameterGroup(key: string): boolean {
  return /^(operations|paths)\..+\.parameters\.(query|path|header|cookie)$/.test(key);
}

/** A call without the names of its path parameters. */
function template({ call }: TypedOperation): string {
  return call.replace(/\{[^}]*\}/g, "{}");
}
