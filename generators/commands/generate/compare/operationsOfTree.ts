import { httpMethods } from "../../../client/document.js";
import type { TypeMember, TypeTree } from "./TypeTree.js";

/** An operation in the generated types. */
export interface TypedOperation {
  /** `GET /jobs/{jobID}` */
  call: string;
  path: string;
  /** The key of its parameters and responses: `operations.getJob`, or `paths./jobs.get` without an ID. */
  owner: string;
  member: TypeMember;
}

/** Every operation of a generated `paths.ts`, by its call. */
export function operationsOfTree(tree: TypeTree): Map<string, TypedOperation> {
  const { compiler } = tree;
  const operations = new Map<string, TypedOperation>();
  for (const [key, root] of tree.roots) {
    if (!key.startsWith("paths.")) continue;
    const reference = tree.referenceOf(root.type);
    const item = reference === undefined ? root : tree.resolve(reference);
    if (item === undefined || !compiler.isTypeLiteralNode(item.type)) continue;
    for (const method of tree.membersOf(item.type.members, key)) {
      if (!httpMethods.some((name) => name === method.name)) continue;
      const id = tree.referenceOf(method.type);
      const member = id === undefined ? method : tree.roots.get(id);
      if (member === undefined || !compiler.isTypeLiteralNode(member.type)) continue;
      const call = `${method.name.toUpperCase()} ${root.name}`;
      operations.set(call, { call, path: root.name, owner: member.key, member });
    }
  }
  return operations;
}

/** What operations do with a value: return it, or receive it. */
export interface Traffic {
  /** Calls that return it, in the description's order. */
  answers: Set<string>;
  /** Calls that receive it, as a parameter or in a body. */
  requests: Set<string>;
}

/** For every schema, response, body and parameter under `components`: the calls that use it. */
export function trafficOf(tree: TypeTree): ReadonlyMap<string, Traffic> {
  const traffic = new Map<string, Traffic>();
  const below = new Map<string, ReadonlySet<string>>();
  const referencesOf = (key: string): ReadonlySet<string> => {
    let found = below.get(key);
    if (found === undefined) {
      const root = tree.roots.get(key);
      found = root === undefined ? new Set<string>() : tree.referencesIn(root.type, true);
      below.set(key, found);
    }
    return found;
  };
  for (const { call, owner, member } of operationsOfTree(tree).values()) {
    if (!tree.compiler.isTypeLiteralNode(member.type)) continue;
    for (const part of tree.membersOf(member.type.members, owner)) {
      const side = part.name === "responses" ? "answers" : "requests";
      // Grows during the loop.
      const reached = new Set(tree.referencesIn(part.type, true));
      for (const key of reached) {
        for (const next of referencesOf(key)) reached.add(next);
        const own = traffic.get(key) ?? { answers: new Set(), requests: new Set() };
        own[side].add(call);
        traffic.set(key, own);
      }
    }
  }
  return traffic;
}
