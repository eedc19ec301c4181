import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { CommandError } from "../../../io/CommandError.js";
import { insidePath } from "../../../io/insidePath.js";
import { testPlace } from "../places.js";
import type { RunResult } from "../RunResult.js";
import type { Shard } from "./Shard.js";

/** Version of the files below. Earlier versions, if any, can be read, too. */
export const partVersion = 1;
/** Describes a part; it is in the part's folder. */
export const manifestFile = "shard.json";
/** The result of a test; it is in the test's folder, next to its outputs and its log. */
export const resultFile = "result.json";

/** The content of shard.json: the rehearsal that a part belongs to. */
export interface PartManifest {
  readonly version: typeof partVersion;
  readonly shard: Shard;
  readonly build: PartBuild;
  readonly list: TestList;
  /** The tests of this share. */
  readonly tests: readonly PlannedTest[];
}

export interface PartBuild {
  /** As messages name it: a file of the project, or an image. */
  readonly name: string;
  /** Hash of the build: `sha256:` and 64 digits, or an image's reference. */
  readonly hash: string;
}

/** All tests, of all shards. */
export interface TestList {
  /** The value of --tests. */
  readonly from: string;
  readonly tests: number;
  /** Of all inputs. */
  readonly bytes: number;
  /** SHA-256 over names and sizes. */
  readonly hash: string;
}

export interface PlannedTest {
  readonly name: string;
  readonly size: number;
  /** Fingerprint of the inputs; see MeasuredTest. */
  readonly input: string;
}

/** The content of result.json. */
export interface ResultRecord {
  readonly version: typeof partVersion;
  /** Hash of the build that ran. */
  readonly build: string;
  readonly input: string;
  /** False if the test failed for a temporary reason, such as a server: then it runs again. */
  readonly isLasting: boolean;
  /** Files of the run, relative to the test's folder, with slashes. */
  readonly files: readonly RecordedFile[];
  readonly result: RunResult;
}

export interface RecordedFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** A complete result of a test, or why it is not complete. */
export type FoundResult =
  | (Pick<ResultRecord, "result" | "files" | "isLasting"> & { readonly folder: string })
  | { readonly lacks: string };

/** The text of result.json. */
export function resultText(record: Omit<ResultRecord, "version">): string {
  return `${JSON.stringify({ version: partVersion, ...record })}\n`;
}

export function resultPath(testFolder: string): string {
  return join(testFolder, resultFile);
}

/** The folder of a test, relative to its part. */
export function testFolderName(name: string): string {
  return `tests/${name}`;
}

/** The folder of a test in a part. */
export function testFolder(part: string, name: string): string {
  return insidePath(part, testFolderName(name));
}

/**
 * The manifest of a part; undefined if the folder has none.
 * @throws CommandError if it cannot be parsed, or a newer version wrote it
 */
export async function readManifest(part: string, shown: string): Promise<PartManifest | undefined> {
  const text = await readFile(join(part, manifestFile), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const found = parsed(text) as Partial<PartManifest> | undefined;
  const { version } = found ?? {};
  if (typeof version === "number" && version > partVersion) {
    throw new CommandError(
      `${shown}/${manifestFile} has version ${version}, written by a newer metrics-project`,
      { hint: "Use that version here, too: all shards and --merge need the same version." },
    );
  }
  if (version !== partVersion || !isManifest(found)) {
    throw new CommandError(`${shown}/${manifestFile} is damaged, or does not belong to a shard`, {
      hint: "Run the shard again, or copy its folder again.",
    });
  }
  return found;
}

/** The result of a test in a part, for this build and these inputs. */
export async function readResult(
  part: string,
  { name, input }: PlannedTest,
  build: string,
): Promise<FoundResult> {
  const folder = testFolder(part, name);
  const text = await readFile(resultPath(folder), "utf8").catch(() => undefined);
  if (text === undefined) return { lacks: "has not run" };
  const record = parsed(text) as Partial<ResultRecord> | undefined;
  if (record?.version !== partVersion || !isRecord(record)) {
    return { lacks: `has a ${resultFile} that is damaged` };
  }
  if (record.build !== build) return { lacks: "ran with another build" };
  if (record.input !== input) return { lacks: "ran on other inputs" };
  for (const { path, size } of record.files) {
    const found = await stat(insidePath(folder, path)).catch(() => undefined);
    if (found?.size === size) continue;
    const state = found === undefined ? "is missing" : `has ${found.size} of ${size} bytes`;
    return { lacks: `is truncated: its ${path} ${state}` };
  }
  const place = testPlace(name);
  const { result, files, isLasting } = record;
  return { result: { ...result, ...place }, files, isLasting, folder };
}

function isManifest(value: Partial<PartManifest> | undefined): value is PartManifest {
  const { shard, build, list, tests } = value ?? {};
  return (
    typeof shard?.index === "number" &&
    typeof shard.total === "number" &&
    typeof build?.name === "string" &&
    typeof build.hash === "string" &&
    typeof list?.from === "string" &&
    typeof list.tests === "number" &&
    typeof list.hash === "string" &&
    Array.isArray(tests) &&
    tests.every(isPlanned)
  );
}

function isPlanned(value: Partial<PlannedTest> | null): boolean {
  const { name, size, input } = value ?? {};
  return typeof name === "string" && typeof size === "number" && typeof input === "string";
}

function isRecord(value: Partial<ResultRecord>): value is ResultRecord {
  const { build, input, isLasting, files, result } = value;
  return (
    typeof build === "string" &&
    typeof isLasting === "boolean" &&
    typeof input === "string" &&
    Array.isArray(files) &&
    files.every((file) => typeof file?.path === "string" && typeof file.size === "number") &&
    typeof result?.status === "string" &&
    Array.isArray(result.figures) &&
    Array.isArray(result.warnings)
  );
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
