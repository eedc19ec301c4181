import { mkdir, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandError } from "../../../io/CommandError.js";
import { inParallel } from "../../../io/inParallel.js";
import { makeTemporaryFolder } from "../../../io/makeTemporaryFolder.js";
import { sizeInWords } from "../../../io/sizeInWords.js";
import { downloadObject } from "../s3/downloadObject.js";
import type { S3Archive, S3Object } from "../s3/S3Archive.js";
import { factsOf } from "./folderTest.js";
import type { InputFacts, OpenedInputs, TestToRun } from "./TestToRun.js";

/** Maximum number of files of one test that are downloaded in parallel. */
const downloads = 8;

/** A file of a test: its path relative to the test's folder, and its object. */
export interface TestObject {
  readonly path: string;
  readonly object: S3Object;
}

/** A test with inputs in S3, which are on this machine only while they are open. */
export function s3Test(
  archive: S3Archive,
  name: string,
  source: string,
  files: readonly TestObject[],
): TestToRun {
  const facts = factsOf(
    files.map(({ path, object: { bytes, etag } }) => ({ path, bytes, version: etag })),
  );
  return {
    name,
    source,
    hasInputs: files.some(({ path }) => /^(logs|experience)\//.test(path)),
    measure: async () => facts,
    open: (signal) => download(archive, files, facts, signal),
  };
}

async function download(
  archive: S3Archive,
  files: readonly TestObject[],
  { bytes }: InputFacts,
  signal: AbortSignal,
): Promise<OpenedInputs> {
  await assertRoom(bytes);
  const temporary = await makeTemporaryFolder();
  try {
    // Not the temporary folder itself: only its owner may read it, and an image may run as another user.
    const folder = join(temporary.path, "inputs");
    await mkdir(folder);
    await inParallel(files, downloads, ({ path, object }) =>
      downloadObject(archive, object, { folder, path }, signal),
    );
    return { folder, [Symbol.asyncDispose]: () => temporary[Symbol.asyncDispose]() };
  } catch (error) {
    await temporary[Symbol.asyncDispose]();
    throw error;
  }
}

/** Checks the free space before a large download. Other runs may still fill the disk meanwhile. */
async function assertRoom(bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(tmpdir());
  const free = bavail * bsize;
  if (free >= bytes) return;
  throw new CommandError(
    `the inputs need ${sizeInWords(bytes)}, but ${tmpdir()} has only ${sizeInWords(free)} left`,
    {
      hint: "Set TMPDIR to another folder for the logs of running tests, or run one at a time with --parallel 1.",
      code: "cannot-write",
    },
  );
}
