import type ts from "typescript";
import type { Change } from "../Change.js";
import type { TypeScript } from "../Tools.js";
import { operationsOfTree } from "./operationsOfTree.js";
import type { TypeTree } from "./TypeTree.js";

/** The differences in `query-styles.ts` that no other change of the same parameter reports. */
export function styleChanges(
  compiler: TypeScript,
  before: ts.SourceFile | undefined,
  after: ts.SourceFile | undefined,
  trees: { before: TypeTree; after: TypeTree },
  told: readonly Change[],
): Change[] {
  const [old, now] = [before, after].map((file) => stylesIn(compiler, file));
  if (old === undefined || now === undefined) return [];
  const operations = new Map(
    [...operationsOfTree(trees.before)].map(([call, one]) => [withoutNames(call), one]),
  );
  const current = new Set([...operationsOfTree(trees.after).keys()].map(withoutNames));
  const changes: Change[] = [];
  for (const id of new Set([...old.keys(), ...now.keys()])) {
    const [call = "", parameter = ""] = id.split("\0");
    const [was = usual, is = usual] = [old.get(id), now.get(id)];
    const operation = operations.get(call);
    // Added and removed parameters are reported as a whole.
    if (was === is || operation === undefined || !current.has(call)) continue;
    const { owner, call: where } = operation;
    const key = `${owner}.parameters.query.${parameter}`;
    const isTold = told.some(
      (one) =>
        one.keys.includes(key) || (one.where === where && one.text.includes(`"${parameter}"`)),
    );
    if (isTold) continue;
    changes.push({
      of: "api",
      kind: "changed",
      verdict: "risky",
      where,
      text: `the query parameter "${parameter}" is serialized in a different way`,
      was,
      is,
      keys: [key],
      unexplained: true,
    });
  }
  return changes;
}

/** A path's parameters may have been renamed. */
function withoutNames(call: string): string {
  return call.replace(/\{[^}]*\}/g, "{}");
}

const usual = "the client's default";

/** The entries of the table, by call and parameter. */
function stylesIn(
  compiler: TypeScript,
  file: ts.SourceFile | undefined,
): Map<string, string> | undefined {
  if (file === undefined) return undefined;
  const styles = new Map<string, string>();
  const visit = (node: ts.Node, names: readonly string[]): void => {
    if (compiler.isPropertyAssignment(node) && "text" in node.name) {
      const all = [...names, String(node.name.text)];
      const [call, parameter, ...rest] = all;
      if (rest.length === 0 && parameter !== undefined) {
        const text = node.initializer.getText(file).replace(/\s+/g, " ");
        styles.set(`${withoutNames(call ?? "")}\0${parameter}`, text);
        return;
      }
      compiler.forEachChild(node.initializer, (child) => visit(child, all));
      return;
    }
    compiler.forEachChild(node, (child) => visit(child, names));
  };
  visit(file, []);
  return styles;
}
