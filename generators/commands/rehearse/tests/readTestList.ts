import { readFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { CommandError, usageError } from "../../../io/CommandError.js";
import { sizeInWords } from "../../../io/sizeInWords.js";
import { shownURL } from "../remote/HttpFiles.js";
import { isS3URL, parseS3URL, type S3Place, s3URL } from "../s3/S3Place.js";

/** A line of a list that names a test. */
export interface ListedTest {
  /** Counted from 1. */
  readonly line: number;
  /** Absolute path, or URL in one form, without its query string. */
  readonly source: string;
  /** Of a test in S3. */
  readonly place: S3Place | undefined;
  /** Of a test by http(s): its log files. Their query strings may contain signatures. */
  readonly urls?: readonly string[];
}

/** Problems by line number. */
export type LineProblems = Map<number, string>;

/** In bytes; a list of a million long paths is smaller. */
const largestList = 256e6;

/**
 * Reads a list of tests: one folder, s3:// prefix or http(s) URL of a log per line. A test with several logs by http(s)
 * has their URLs on one line, with blanks between them. Paths are relative to the list's folder. Blank
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
      else
        problems.set(
          line,
          `${test.urls ? test.source : entry} is the same test as in line ${before}`,
        );
      seen.set(test.source, before ?? line);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      problems.set(line, error.message);
    }
  }
  if (tests.length > 0 || problems.size > 0) return tests;
  throw usageError(`no tests in ${shown}`, {
    hint: "Write one test per line: a folder that contains logs/, s3://BUCKET/PREFIX, or the URL of a log.",
  });
}

function readLine(entry: string, folder: string): Omit<ListedTest, "line"> {
  if (isS3URL(entry)) {
    const place = parseS3URL(entry);
    return { source: s3URL(place.bucket, place.prefix), place };
  }
  if (/^https?:\/\//i.test(entry)) return readURLs(entry.split(/\s+/));
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(entry)?.[1];
  // A query string may contain a signature.
  if (scheme === undefined) return { source: resolve(folder, entry), place: undefined };
  throw usageError(
    `a test cannot be read from a ${scheme}:// URL, only from a folder, s3:// or https://`,
  );
}

/** Messages never contain the URL as it is written: its query string may hold a signature. */
function readURLs(urls: readonly string[]): Omit<ListedTest, "line"> {
  for (const [at, url] of urls.entries()) {
    const which = urls.length === 1 ? "the URL" : `URL ${at + 1} of the line`;
    if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
      throw usageError(`${which} is not a valid http(s) URL; encode blanks as %20`);
    }
    const { username, password } = new URL(url);
    if (username !== "" || password !== "") {
      throw usageError(`${which} contains a user or password: use a presigned URL instead`);
    }
  }
  const sources = urls.map(shownURL);
  return { source: sources[0] ?? "", place: undefined, urls };
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
