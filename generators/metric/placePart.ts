import { access } from "node:fs/promises";
import { join } from "node:path";
import type TS from "typescript";
import { CommandError } from "../io/CommandError.js";
import type { WriteChange } from "../io/writeFiles.js";
import type { Mode } from "../project/answers.js";
import type { findModeFunction, ModeFunction } from "./findModeFunction.js";
import { numberedName, type PartName } from "./partName.js";
import { specifierOf } from "./sources.js";
import { namesIn, namesOfMode } from "./usedNames.js";
import { linesToPaste, type Wiring, wireCall } from "./wireCall.js";

/** The location of the added call. */
interface WiredAt {
  /** Relative to the project. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

/** The code for the user to paste, because the call could not be added. */
interface ToPaste {
  /** Why, as a sentence without a period. */
  readonly why: string;
  /** The file of the mode's function, if it was found. */
  readonly path: string | undefined;
  readonly lines: readonly [importLine: string, call: string];
}

/** Either result. */
export type Placed = { readonly wired: WiredAt } | { readonly paste: ToPaste };

/** The function of a mode, or the reason why there is none. */
export type Target = ReturnType<typeof findModeFunction>;

/**
 * The name, with a number if a file or a function of the target's file has the same name. Metrics with different
 * names may have the same file name, and several modes may use one name.
 */
export async function freeName(
  root: string,
  given: PartName,
  pathsOf: (name: PartName) => readonly string[],
  isTaken: (name: PartName) => boolean,
): Promise<PartName> {
  for (let name = given, number = 2; ; number++) {
    const taken = await Promise.all(pathsOf(name).map((path) => exists(join(root, path))));
    if (!taken.includes(true) && !isTaken(name)) return name;
    name = numberedName(given, number);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** @throws CommandError if the mode already uses one of the names of metrics, events or data in `text` */
export function assertNamesAreNew(
  ts: typeof TS,
  sources: ReadonlyMap<string, string>,
  target: Target,
  mode: Mode,
  text: string,
): void {
  if ("problem" in target) return;
  const file = ts.createSourceFile("new.ts", text, ts.ScriptTarget.Latest, true);
  const wanted = new Set(namesIn(ts, "new.ts", file).map(({ name }) => name));
  const used = namesOfMode(ts, sources, target).find(({ name }) => wanted.has(name));
  if (used === undefined) return;
  throw new CommandError(
    `${JSON.stringify(used.name)} is already a name in ${mode} mode: ${used.path}:${used.line}`,
    {
      code: "conflict",
      hint: "Choose another name: names of metrics, events and metrics data must be unique within a mode.",
      files: [used.path],
    },
  );
}

/** Adds a call to the mode's function if possible; otherwise returns the code to paste. */
export function place(
  ts: typeof TS,
  target: Target,
  stub: string,
  wiring: Omit<Wiring, "module" | "opener"> & {
    opener?: (target: ModeFunction) => Wiring["opener"];
  },
): { placed: Placed; changes: WriteChange[] } {
  const module = (from: string) => specifierOf(from, stub.replace(/\.ts$/, ""));
  if ("problem" in target) {
    const lines = linesToPaste({ ...wiring, module: module("src/main.ts"), opener: undefined });
    return { placed: { paste: { why: target.problem, path: undefined, lines } }, changes: [] };
  }
  const full = { ...wiring, module: module(target.path), opener: wiring.opener?.(target) };
  const wired = wireCall(ts, target.file, target.node, full);
  if ("problem" in wired) {
    const why = `cannot add the call to ${target.name} in ${target.path}: ${wired.problem}`;
    const paste = { why, path: target.path, lines: linesToPaste(full) };
    return { placed: { paste }, changes: [] };
  }
  return {
    placed: { wired: { path: target.path, line: wired.line } },
    changes: [{ path: target.path, content: wired.text }],
  };
}
