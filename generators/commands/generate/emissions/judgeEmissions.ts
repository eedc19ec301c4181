import type ts from "typescript";
import { type JudgedChange, judgeChanges } from "../Change.js";
import type { Layout } from "../layout.js";
import type { TypeScript } from "../Tools.js";
import { compareTopics } from "./compareTopics.js";
import type { EmissionTypes } from "./emissionTypes.js";
import { emissionUsage } from "./emissionUsage.js";

/** The effect of a changed config on the lines of a project that emit; `program` is the current project. */
export function judgeEmissions(
  compiler: TypeScript,
  program: ts.Program,
  { root }: Layout,
  { before, after }: EmissionTypes,
): JudgedChange[] {
  if (before === undefined || before === after) return [];
  const changes = compareTopics(compiler, before, after ?? "");
  if (changes.length === 0) return [];
  return judgeChanges(changes, new Map(), emissionUsage(compiler, program, root));
}
