import { readFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { CommandError, usageError } from "../../../io/CommandError.js";
import { sizeInWords } from "../../../io/sizeInWords.js";
import { isS3URL, parseS3URL, type S3Place, s3URL } from "../s3/S3Place.js";

/** A line of a list that names a test. */
export interface ListedTest {
  /** Counted from 1. */
  readonly line: number;
  /** Absolute path, or URL in one form. */
  readonly source: string;
  /** Of a test in S3. */
  readonly place: S3Place | undefined;
}

/** Problems by line number. */
export type LineProblems = Map<number, string>;

/** In bytes; a list of a million long paths is smaller. */
const largestList = 256e6;

/**
 * Reads a list of tests: one folder or s3:// prefix per line. Paths are relative to the list's folder. Blank
 * lines and lines that start with # are skipped.
 *
 * @param shown the file, as the user wrote it
 * @param problems receives the problems of lines; such lines are not returned
 * @throws CommandError if it is not a text file, or names no test
 */
export async function readTestList(
  file: string,
  shown: string,
  problems: LineProblems,
): Promise<ListedTest[]> {
  const text = await readText(file, shown);
  const tests: ListedTest[] = [];
  const seen = new Map<string, number>();
  for (const [index, written] of text.split(/\r\n|\n|\r/).entries()) {
    const entry = written.trim();
    if (entry === "" || entry.startsWith("#")) continue;
    const line = index + 1;
    try {
      const test = readLine(entry, dirname(file));
      const before = seen.get(test.source);
      if (before === undefined) tests.push({ line, ...test });
      else problems.set(line, `${entry} is the same test as in line ${before}`);
      seen.set(test.source, before ?? line);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      problems.set(line, error.message);
    }
  }
  if (tests.length > 0 || problems.size > 0) return tests;
  throw usageError(`no tests in ${shown}`, {
    hint: "Write one test per line: a folder that contains logs/, or s3://BUCKET/PREFIX.",
  });
}

function readLine(entry: string, folder: string): Omit<ListedTest, "line"> {
  if (isS3URL(entry)) {
    const place = parseS3URL(entry);
    return { source: s3URL(place.bucket, place.prefix), place };
  }
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(entry)?.[1];
  // A query string may contain a signature.
  if (scheme === undefined) return { source: resolve(folder, entry), place: undefined };
  throw usageError(`a test cannot be read from a ${scheme}:// URL, only from a folder or s3://`);
}

async function readText(file: string, shown: string): Promise<string> {
  const { size } = await stat(file);
  if (size > largestList) {
    throw usageError(`${shown} is not a list of tests: it has ${sizeInWords(size)}`, {
      hint: "--tests must be a folder of tests, a text file that lists them, or s3://BUCKET/PREFIX.",
    });
  }
  const bytes = await readFile(file);
  try {
    // It removes a byte order mark, and throws if the text is not UTF-8.
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (!text.includes("\0")) return text;
  } catch {
    // Rethrown with the same message as an unreadable text below.
  }
  throw usageError(`${shown} is not a list of tests: it is not text in UTF-8`, {
    hint: "--tests must be a folder of tests, a text file that lists them, or s3://BUCKET/PREFIX.",
  });
}
