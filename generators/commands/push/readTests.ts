import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { readEmissions } from "@metrics-project/runtime";
import type { EmissionsConfig } from "../../emissions/EmissionsConfig.js";
import { emissionPaths } from "../../emissions/preview/emissionFiles.js";
import { insidePath } from "../../io/insidePath.js";
import type { Rehearsal } from "../../view/source/readRehearsal.js";

/** A file to upload. */
export interface PushFile {
  name: string;
  path: string;
  size: number;
  /** In hexadecimal digits. */
  sha256: string;
  logType: "EMISSIONS_LOG" | "MP4_LOG" | "OTHER_LOG";
}

/** A test of a rehearsal to push. */
export interface PushTest {
  name: string;
  files: PushFile[];
  /** Why its run failed: the test is then closed as an error. */
  failure: string | undefined;
  /** What is missing, as sentences. */
  warnings: string[];
}

/** Maximum number of files per test on the platform. */
const mostMedia = 100;

/**
 * The tests of a rehearsal with their emissions, and the media named in their fields of type image and video.
 *
 * @throws DecodeError if strict readers would reject the emissions: nothing is uploaded then
 */
export async function readTests(
  folder: string,
  rehearsal: Rehearsal,
  config: EmissionsConfig | undefined,
): Promise<PushTest[]> {
  const tests: PushTest[] = [];
  for (const { kind, name, outputs, failure } of rehearsal.runs) {
    if (kind !== "test") continue;
    const dir = insidePath(folder, outputs);
    const paths = await emissionPaths(dir);
    const media = new Set<string>();
    for (const path of paths) {
      for await (const { topic, data } of readEmissions(path)) {
        for (const [field, { type }] of config?.topics.get(topic)?.schema ?? []) {
          const file = data[field];
          const isMedia = type === "image" || type === "video";
          if (isMedia && typeof file === "string" && file !== "") media.add(file);
        }
      }
    }
    const { found, warnings } = await findMedia(dir, media);
    const files = await Promise.all([...paths, ...found].map((path) => describeFile(path)));
    if (paths.length === 0 && failure === undefined) warnings.push("it has no emissions");
    tests.push({ name, files, failure: failure?.split("\n")[0]?.replace(/:$/, ""), warnings });
  }
  return tests;
}

/** Emissions name media by file, relative to the outputs. */
async function findMedia(dir: string, names: ReadonlySet<string>) {
  const found: string[] = [];
  const warnings: string[] = [];
  for (const name of [...names].slice(0, mostMedia)) {
    const path = name === basename(name) ? join(dir, name) : undefined;
    const isFile = path !== undefined && (await stat(path).catch(() => undefined))?.isFile();
    if (isFile) found.push(path);
    else warnings.push(`its emissions name ${JSON.stringify(name)}, which is not in its outputs`);
  }
  if (names.size > mostMedia) {
    warnings.push(
      `its emissions name ${names.size} files; the platform accepts at most ${mostMedia}`,
    );
  }
  return { found, warnings };
}

async function describeFile(path: string): Promise<PushFile> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) {
    hash.update(chunk);
    size += chunk.byteLength;
  }
  const name = basename(path);
  return { name, path, size, sha256: hash.digest("hex"), logType: logType(name) };
}

function logType(name: string): PushFile["logType"] {
  if (name.endsWith(".resim.jsonl")) return "EMISSIONS_LOG";
  return /\.mp4$/i.test(name) ? "MP4_LOG" : "OTHER_LOG";
}
