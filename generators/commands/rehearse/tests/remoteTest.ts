import { mkdir, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandError } from "../../../io/CommandError.js";
import { inParallel } from "../../../io/inParallel.js";
import { makeTemporaryFolder } from "../../../io/makeTemporaryFolder.js";
import { sizeInWords } from "../../../io/sizeInWords.js";
import { downloadRemote } from "../remote/downloadRemote.js";
import type { RemoteFile } from "../remote/RemoteFile.js";
import { factsOf } from "./folderTest.js";
import type { InputFacts, OpenedInputs, TestToRun } from "./TestToRun.js";

/** Maximum number of files of one test that are downloaded in parallel. */
const downloads = 8;

/** A file of a test: its path relative to the test's folder, and the file on its server. */
export interface RemoteInput {
  readonly path: string;
  readonly file: RemoteFile;
}

/** A test with inputs on a server, which are on this machine only while they are open. */
export function remoteTest(name: string, source: string, files: readonly RemoteInput[]): TestToRun {
  const facts = factsOf(
    files.map(({ path, file: { bytes, version } }) => ({ path, bytes, version })),
  );
  return {
    name,
    source,
    hasInputs: files.some(({ path }) => /^(logs|experience)\//.test(path)),
    measure: async () => facts,
    open: (signal) => download(files, facts, signal),
  };
}

async function download(
  files: readonly RemoteInput[],
  { bytes }: InputFacts,
  signal: AbortSignal,
): Promise<OpenedInputs> {
  await assertRoom(bytes);
  const temporary = await makeTemporaryFolder();
  try {
    // Not the temporary folder itself: only its owner may read it, and an image may run as another user.
    const folder = join(temporary.path, "inputs");
    await mkdir(folder);
    await inParallel(files, downloads, ({ path, file }) =>
      downloadRemote(file, { folder, path }, signal),
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
