import type ts from "typescript";
import type { JsonObject } from "../../../client/document.js";
import { preprocess } from "../../../client/preprocess.js";
import type { Change, Verdict } from "../Change.js";
import type { TypeScript } from "../Tools.js";
import { compareTrees, type Difference } from "./compareTrees.js";
import { describedChanges } from "./describedChanges.js";
import { documentChanges } from "./documentChanges.js";
import { partsOf, rootOf, sortedJSON, withoutWords } from "./facets.js";
import { nameRenames } from "./nameRenames.js";
import { Places } from "./places.js";
import { styleChanges } from "./styleChanges.js";
import { type TypeMember, TypeTree } from "./TypeTree.js";
import { judgeDifference } from "./wording.js";

/** One generated version of the API in a program, and its sources. */
export interface ApiVersion {
  paths: ts.SourceFile;
  /** `query-styles.ts`; undefined if there is none. */
  styles: ts.SourceFile | undefined;
  /** Undefined if it is no longer known. */
  document: JsonObject | undefined;
}

export interface ApiComparison {
  changes: Change[];
  /** Whether a value in the program's code is still valid at the place of a change. */
  isTaken(change: Change, value: ts.Expression): boolean;
  /** Whether the two descriptions differ only in wording. */
  isWordsOnly: boolean;
}

/**
 * The changes between two versions of the API, from the types generated from them: `program` contains both, and its type
 * checker decides what still fits. The descriptions add what types cannot show. Differences in the types that the
 * descriptions do not have are marked as unexplained.
 */
export function compareApi(
  compiler: TypeScript,
  program: ts.Program,
  before: ApiVersion,
  after: ApiVersion,
): ApiComparison {
  const checker = program.getTypeChecker();
  const trees = {
    before: new TypeTree(compiler, before.paths),
    after: new TypeTree(compiler, after.paths),
  };
  const places = new Places(trees.before, trees.after);
  const isAssignable = (from: ts.TypeNode, to: ts.TypeNode) => {
    const [source, target] = [from, to].map((node) => checker.getTypeFromTypeNode(node));
    if (source === undefined || target === undefined) return false;
    const isNever = ({ flags }: ts.Type) => (flags & compiler.TypeFlags.Never) !== 0;
    // A type without values (never) does not prove anything.
    return isNever(source) === isNever(target) && checker.isTypeAssignableTo(source, target);
  };
  const isExplained = explanations(before.document, after.document);
  const nowAt = new Map<Change, TypeMember>();

  const differences = nameRenames(compareTrees(trees.before, trees.after), trees);
  const changes: Change[] = differences.map((difference) => {
    const { call } = difference;
    const { name, where, through, isAnswered, isSent } = places.of(difference.key);
    const judged = judgeDifference(difference, name, trees, isAssignable);
    const change: Change = {
      of: "api",
      ...judged,
      verdict: judged.verdict ?? overall(judged, { isAnswered, isSent }),
      where: call ?? where,
      ...(through === undefined || call !== undefined ? {} : { through }),
      keys: places.touched.of(difference),
      ...(isExplained(difference) ? {} : { unexplained: true }),
    };
    if (difference.now !== undefined && difference.kind === "changed") {
      nowAt.set(change, difference.now);
    }
    return change;
  });

  const documents = { old: before.document, now: after.document };
  if (documents.old !== undefined && documents.now !== undefined) {
    changes.push(
      ...describedChanges(documents.old, documents.now, (key) => places.of(key)),
      ...documentChanges(documents.old, documents.now),
    );
  }
  changes.push(...styleChanges(compiler, before.styles, after.styles, trees, changes));
  const isSame =
    documents.old !== undefined &&
    documents.now !== undefined &&
    meaningOf(documents.old) === meaningOf(documents.now);
  const hasMore = changes.some(({ isWording }) => isWording !== true);
  if (!isSame && !hasMore && documents.old !== undefined && documents.now !== undefined) {
    changes.push(...unexplainedParts(documents.old, documents.now));
  }
  return {
    changes: changes.sort((a, b) => (a.where < b.where ? -1 : a.where > b.where ? 1 : 0)),
    isWordsOnly: isSame && !hasMore,
    isTaken(change, value) {
      const now = nowAt.get(change);
      if (now === undefined) return false;
      return checker.isTypeAssignableTo(
        checker.getTypeAtLocation(value),
        checker.getTypeFromTypeNode(now.type),
      );
    },
  };
}

/** A description without wording, in a canonical form. */
function meaningOf(document: JsonObject): string {
  return sortedJSON(withoutWords(preprocess(document)));
}

/** The worst effect for what the API does with such values; if it does nothing with them, the worst effect overall. */
function overall(
  { readers, makers }: { readers: Verdict; makers: Verdict },
  { isAnswered, isSent }: { isAnswered: boolean; isSent: boolean },
): Verdict {
  if (isAnswered === isSent) return worse(readers, makers);
  return isAnswered ? readers : makers;
}

function worse(a: Verdict, b: Verdict): Verdict {
  if (a === "breaking" || b === "breaking") return "breaking";
  return a === "risky" || b === "risky" ? "risky" : "compatible";
}

/** Whether the descriptions differ at the same places as the types. */
function explanations(
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): (difference: Difference) => boolean {
  // The old description is unknown: the new one as a whole is the explanation.
  if (before === undefined || after === undefined) return () => true;
  const parts = { old: partsOf(before), now: partsOf(after) };
  // A discriminator changes the types of the schemas that it maps to.
  const discriminators = discriminatorsOf(before) !== discriminatorsOf(after);
  return ({ key }) => {
    const root = rootOf(key, parts.old) ?? rootOf(key, parts.now);
    if (root === undefined) return false;
    return discriminators || parts.old.get(root)?.() !== parts.now.get(root)?.();
  };
}

function discriminatorsOf(document: JsonObject): string {
  const found: string[] = [];
  JSON.stringify(document, (key, value: unknown) => {
    if (key === "discriminator") found.push(JSON.stringify(value));
    return value;
  });
  return found.sort().join("\n");
}

/** The outermost differing parts of two descriptions that no other change reports. */
function unexplainedParts(before: JsonObject, after: JsonObject): Change[] {
  const [old, now] = [withoutWords(before), withoutWords(after)] as JsonObject[];
  const names = new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})]);
  return [...names].flatMap((name) => {
    const [was, is] = [old?.[name], now?.[name]].map((part) => sortedJSON(part ?? null));
    if (was === is) return [];
    return [
      {
        of: "api",
        kind: "changed",
        verdict: "compatible",
        where: `#/${name}`,
        text: "the description changed here, but the generated code did not",
        keys: [],
        unexplained: true,
      },
    ];
  });
}
