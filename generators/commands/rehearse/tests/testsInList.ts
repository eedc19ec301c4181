import { stat } from "node:fs/promises";
import type { World } from "../../../cli/command.js";
import { CommandError, usageError } from "../../../io/CommandError.js";
import { inParallel } from "../../../io/inParallel.js";
import { pathProblem } from "../../../io/insidePath.js";
import { HttpFiles, shownURL } from "../remote/HttpFiles.js";
import { S3Archive } from "../s3/S3Archive.js";
import { folderTest } from "./folderTest.js";
import { type LineProblems, type ListedTest, readTestList } from "./readTestList.js";
import { remoteTest } from "./remoteTest.js";
import type { TestToRun } from "./TestToRun.js";
import { uniqueNames } from "./uniqueNames.js";

/** Number of tests checked in parallel. */
const lookedAt = 16;

/** Maximum number of lines in one error. */
const namedLines = 100;

/**
 * The tests in a list file.
 *
 * @param shown the file, as the user wrote it
 * @throws CommandError if lines cannot be used; it lists them
 */
export async function testsInList(
  world: Pick<World, "cwd" | "env" | "signal" | "stderr">,
  file: string,
  shown: string,
): Promise<TestToRun[]> {
  const problems: LineProblems = new Map();
  const listed = await readTestList(file, shown, problems);
  const archive = listed.some(({ place }) => place !== undefined)
    ? await S3Archive.open(world)
    : undefined;
  const http = listed.some(({ urls }) => urls !== undefined) ? await HttpFiles.open() : undefined;
  const names = uniqueNames(listed.map(({ source }) => source));
  const tests = await inParallel(listed, lookedAt, async (entry) => {
    const { line, source } = entry;
    const name = names.get(source) ?? source;
    try {
      const { place, urls } = entry;
      if (http !== undefined && urls !== undefined) {
        return await listedURLs(http, { ...entry, urls }, name, world.signal);
      }
      return archive === undefined || place === undefined
        ? await listedFolder(entry, name)
        : await listedPrefix(archive, { ...entry, place }, name, world.signal);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      // A server that refuses one line refuses the others, too.
      if (error.exitCode !== 2) throw atLine(error, shown, line);
      problems.set(line, error.message);
      return undefined;
    }
  });
  if (problems.size > 0) throw wrongLines(shown, problems);
  return tests.filter((test) => test !== undefined);
}

async function listedFolder({ source }: ListedTest, name: string): Promise<TestToRun> {
  const found = await stat(source).catch(() => undefined);
  if (found?.isDirectory() === true) return await folderTest(name, source);
  throw usageError(
    found === undefined ? `folder not found: ${source}` : `${source} is not a folder`,
  );
}

async function listedPrefix(
  archive: S3Archive,
  { source, place }: ListedTest & { place: NonNullable<ListedTest["place"]> },
  name: string,
  signal: AbortSignal,
): Promise<TestToRun> {
  const objects = await archive.list(place, signal);
  const files = objects.map((object) => ({
    path: object.key.slice(place.prefix.length),
    file: archive.file(object),
  }));
  if (files.length === 0) throw usageError(`no objects below ${source}`);
  return remoteTest(
    name,
    source,
    files.filter(({ path }) => path !== ""),
  );
}

/** The files at the URLs become the logs of the test. */
async function listedURLs(
  http: HttpFiles,
  { source, urls }: ListedTest & { urls: readonly string[] },
  name: string,
  signal: AbortSignal,
): Promise<TestToRun> {
  const paths = new Set<string>();
  const inputs = [];
  for (const url of urls) {
    const shown = shownURL(url);
    const file = fileNameOf(shown);
    const problem = pathProblem(file);
    if (problem !== undefined) throw usageError(`${shown} names no log: ${problem}`);
    const path = `logs/${file}`;
    // Case is ignored, as some file systems do.
    if (paths.has(path.toLowerCase())) throw usageError(`its URLs name ${file} twice`);
    paths.add(path.toLowerCase());
    inputs.push({ path, file: await http.find(url, signal) });
  }
  return remoteTest(name, source, inputs);
}

/** The last part of a URL's path, decoded once. A slash in it stays encoded: it would be a folder. */
function fileNameOf(shown: string): string {
  const last = shown.slice(shown.lastIndexOf("/") + 1);
  try {
    const decoded = decodeURIComponent(last);
    return decoded.includes("/") ? last : decoded;
  } catch {
    return last;
  }
}

function atLine(error: CommandError, shown: string, line: number): CommandError {
  const { hint, exitCode } = error;
  return new CommandError(`${shown}, line ${line}: ${error.message}`, {
    hint,
    exitCode,
    cause: error,
  });
}

function wrongLines(shown: string, problems: LineProblems): CommandError {
  const sorted = [...problems].sort(([a], [b]) => a - b);
  const named = sorted
    .slice(0, namedLines)
    .map(([line, problem]) => `\n  line ${line}: ${problem}`);
  const more = sorted.length - named.length;
  const rest = more > 0 ? `\n  and ${more} more` : "";
  return usageError(`${shown} lists tests that cannot be used:${named.join("")}${rest}`, {
    hint: "Paths are relative to the list's folder. Fix these lines, or put # before them.",
  });
}
