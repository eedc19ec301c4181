import type { PristineFile } from "../../project/projectRecord.js";
import { generatedGroup } from "./fileGroups.js";
import { mergeJson } from "./json/mergeJson.js";
import { type MergedText, type MergeLabels, mergeText } from "./mergeText.js";
import { isPristine, type Pristine } from "./pristine.js";
import { findMoved } from "./similarity.js";
import { bytesOf, sameBytes, type Tree, textOf } from "./tree.js";

/** The input of {@link mergeTrees}. */
export interface TreesToMerge {
  /** The files written when the project was created or last updated. */
  base: Pristine;
  /** The project's current files: all that may be one of `base` or `theirs`, or a moved one. */
  mine: Tree;
  /** The files that would be written now. */
  theirs: Tree;
  /** The user's own files kept instead of the template's: they stay. */
  kept?: ReadonlySet<string>;
  labels: MergeLabels;
}

/** One file that the merge would write, move or remove. */
export interface FileChange {
  kind: "added" | "changed" | "moved" | "removed";
  path: string;
  /** Where a moved file was. */
  from?: string;
  /** The new content; undefined if the file is removed. */
  bytes?: Uint8Array;
}

/** A file with conflict markers, and its three texts for git's index. */
export interface FileConflict {
  path: string;
  /** Number of marked conflicts in the file. */
  places: number;
  /** Undefined if both sides added the file. */
  base?: Uint8Array;
  mine: Uint8Array;
  theirs: Uint8Array;
}

/** The user's file, kept although the template's changed. */
export interface KeptFile {
  path: string;
  reason:
    | "deleted by you"
    | "changed by you, no longer in the template"
    | "changed by you"
    | "kept by you";
}

/** The changes of an update, file by file, each list sorted by path. */
export interface MergedTrees {
  changes: FileChange[];
  conflicts: FileConflict[];
  kept: KeptFile[];
}

/** Merges three trees without changing any. User edits win if the template did not change. */
export function mergeTrees(trees: TreesToMerge): MergedTrees {
  const merger = new TreeMerger(trees);
  return merger.merge();
}

class TreeMerger {
  private readonly changes: FileChange[] = [];
  private readonly conflicts: FileConflict[] = [];
  private readonly kept: KeptFile[] = [];
  /** Old template path -> path of that file in the project. */
  private readonly movedByUser: Map<string, string>;
  /** Old template path -> new template path. */
  private readonly movedByTemplate: Map<string, string>;
  private readonly keptGroups: Set<string>;

  constructor(private readonly trees: TreesToMerge) {
    const { base, mine, theirs } = trees;
    const gone = (path: string) => !mine.has(path);
    this.movedByUser = findMoved(
      pristineTexts(base, gone),
      treeTexts(mine, (path) => !base.has(path) && !theirs.has(path)),
    );
    this.movedByTemplate = findMoved(
      pristineTexts(base, (path) => !theirs.has(path)),
      treeTexts(theirs, (path) => !base.has(path)),
    );
    this.keptGroups = this.findKeptGroups();
  }

  merge(): MergedTrees {
    const { base, theirs } = this.trees;
    for (const [path, file] of base) {
      if (!this.isKeptByUser(path)) this.mergeKnown(path, file);
    }
    const arrived = new Set(this.movedByTemplate.values());
    for (const [path, bytes] of theirs) {
      if (base.has(path) || arrived.has(path) || this.isKeptByUser(path)) continue;
      this.mergeAdded(path, bytes);
    }
    const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1);
    return {
      changes: this.changes.sort(byPath),
      conflicts: this.conflicts.sort(byPath),
      kept: this.kept.sort(byPath),
    };
  }

  /** The user chose their own file: if the template's changed, this is only reported. */
  private isKeptByUser(path: string): boolean {
    const { base, mine, theirs, kept } = this.trees;
    if (kept?.has(path) !== true || !mine.has(path)) return false;
    const [before, after] = [base.get(path), theirs.get(path)];
    if (after && !(before && isPristine(before, after))) {
      this.kept.push({ path, reason: "kept by you" });
    }
    return true;
  }

  /** A file of the template that the project was created with. */
  private mergeKnown(path: string, base: PristineFile): void {
    const { mine, theirs } = this.trees;
    const minePath = this.movedByUser.get(path) ?? path;
    const theirsPath = this.movedByTemplate.get(path) ?? path;
    const a = mine.get(minePath);
    const b = theirs.get(theirsPath);
    if (!a) {
      if (b && !isPristine(base, b)) this.kept.push({ path, reason: "deleted by you" });
      return;
    }
    if (!b) {
      this.mergeRemoved(path, minePath, base, a);
      return;
    }
    // The user's own move wins over the template's; only one of them moves the file.
    const to = minePath === path ? theirsPath : minePath;
    if (this.isKeptWhole(path) && !sameBytes(a, b)) {
      if (!isPristine(base, b)) this.kept.push({ path: minePath, reason: "changed by you" });
      return;
    }
    this.mergeContent({ from: minePath, to, base, mine: a, theirs: b });
  }

  private mergeRemoved(path: string, minePath: string, base: PristineFile, mine: Uint8Array): void {
    if (minePath === path && isPristine(base, mine) && !this.isKeptWhole(path)) {
      this.changes.push({ kind: "removed", path });
    } else if (minePath === path) {
      this.kept.push({ path, reason: "changed by you, no longer in the template" });
    }
  }

  /** A new file of the template. */
  private mergeAdded(path: string, theirs: Uint8Array): void {
    const mine = this.trees.mine.get(path);
    if (!mine) {
      if (!this.isKeptWhole(path)) this.changes.push({ kind: "added", path, bytes: theirs });
      return;
    }
    if (sameBytes(mine, theirs)) return;
    this.mergeContent({ from: path, to: path, mine, theirs });
  }

  private mergeContent(files: {
    from: string;
    to: string;
    base?: PristineFile;
    mine: Uint8Array;
    theirs: Uint8Array;
  }): void {
    const { from, to, base, mine, theirs } = files;
    const merged = this.mergedBytes(to, base, mine, theirs);
    if (merged === undefined) {
      this.kept.push({ path: to, reason: "changed by you" });
      return;
    }
    const { bytes, places } = merged;
    if (places > 0) {
      const known = base && "text" in base ? { base: bytesOf(base.text) } : {};
      this.conflicts.push({ path: to, places, ...known, mine, theirs });
    }
    if (from !== to) {
      this.changes.push({ kind: "moved", path: to, from, bytes });
    } else if (!sameBytes(bytes, mine)) {
      this.changes.push({ kind: "changed", path: to, bytes });
    }
  }

  /** @returns undefined if both sides changed a file that cannot be merged line by line */
  private mergedBytes(
    path: string,
    base: PristineFile | undefined,
    mine: Uint8Array,
    theirs: Uint8Array,
  ): { bytes: Uint8Array; places: number } | undefined {
    if (base && isPristine(base, theirs)) return { bytes: mine, places: 0 };
    const [a, b] = [textOf(mine), textOf(theirs)];
    const before = base && ("text" in base ? base.text : undefined);
    const lines =
      a !== undefined && b !== undefined && (base === undefined || before !== undefined);
    if (!lines) {
      return base && isPristine(base, mine) ? { bytes: theirs, places: 0 } : undefined;
    }
    const merged = this.mergedText(path, before ?? "", a, b);
    return { bytes: bytesOf(merged.text), places: merged.conflicts };
  }

  private mergedText(path: string, base: string, mine: string, theirs: string): MergedText {
    const { labels } = this.trees;
    const byMembers = path.endsWith(".json") && mergeJson(base || "{}", mine, theirs, labels);
    return byMembers || mergeText(base, mine, theirs, labels);
  }

  /** The groups with a file that the user changed: these groups stay unchanged. */
  private findKeptGroups(): Set<string> {
    const groups = new Set<string>();
    for (const [path, file] of this.trees.base) {
      const group = generatedGroup(path);
      const mine = this.trees.mine.get(path);
      if (group && (!mine || !isPristine(file, mine))) groups.add(group);
    }
    return groups;
  }

  private isKeptWhole(path: string): boolean {
    const group = generatedGroup(path);
    return group !== undefined && this.keptGroups.has(group);
  }
}

function pristineTexts(base: Pristine, wanted: (path: string) => boolean): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [path, file] of base) {
    if ("text" in file && wanted(path)) texts.set(path, file.text);
  }
  return texts;
}

function treeTexts(tree: Tree, wanted: (path: string) => boolean): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [path, bytes] of tree) {
    const text = wanted(path) ? textOf(bytes) : undefined;
    if (text !== undefined) texts.set(path, text);
  }
  return texts;
}
