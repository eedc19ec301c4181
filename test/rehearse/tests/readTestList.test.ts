import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import {
  type LineProblems,
  readTestList,
} from "../../../generators/commands/rehearse/tests/readTestList.js";
import { temporaryFolder } from "../../temporary.js";

async function read(content: string | Uint8Array) {
  const folder = await temporaryFolder();
  const file = join(folder, "list.txt");
  await writeFile(file, content);
  const problems: LineProblems = new Map();
  const tests = await readTestList(file, "list.txt", problems);
  return { folder, tests, problems: Object.fromEntries(problems) };
}

it.each([
  ["lines that end as on Unix", "a\nb/c\n"],
  ["lines that end as on Windows", "a\r\nb/c\r\n"],
  ["no end of the last line", "a\nb/c"],
  ["a byte order mark", "\ufeffa\nb/c"],
  ["blanks around the paths", "  a\t\n b/c  "],
  ["paths that end with a slash", "a/\n./b/c/"],
])("reads %s", async (_, content) => {
  const { folder, tests, problems } = await read(content);
  expect(tests.map(({ line, source }) => [line, source])).toEqual([
    [1, join(folder, "a")],
    [2, resolve(folder, "b/c")],
  ]);
  expect(problems).toEqual({});
});

it("leaves out comments and blank lines, and still counts them", async () => {
  const { tests } = await read("# laps\n\n  # more\ns3://archive/lap #1/\n");
  expect(tests).toEqual([
    { line: 4, source: "s3://archive/lap #1/", place: { bucket: "archive", prefix: "lap #1/" } },
  ]);
});

it.each([
  ["a\n./a", "./a is the same test as in line 1"],
  ["s3://archive/lap\nS3://archive/lap//", "S3://archive/lap// is the same test as in line 1"],
  [
    "b\ngs://logs/lap.mcap?X-Goog-Signature=s3cret",
    "a test cannot be read from a gs:// URL, only from a folder, s3:// or https://",
  ],
  [
    "https://logs.example.com/a.csv?X-Amz-Signature=one\nhttps://logs.example.com/a.csv?X-Amz-Signature=two",
    "https://logs.example.com/a.csv is the same test as in line 1",
  ],
])("says what is wrong with the second line of %j", async (content, problem) => {
  const { problems } = await read(content);
  expect(problems).toEqual({ 2: problem });
});

it.each<[string, string | Uint8Array, string]>([
  ["is empty", "", "no tests in list.txt"],
  ["has comments only", "# nothing yet\n", "no tests in list.txt"],
  ["is a log", Uint8Array.of(0x89, 0x4d, 0x43, 0x41, 0x50), "it is not text in UTF-8"],
  ["holds a zero byte", "a\0b", "it is not text in UTF-8"],
])("refuses a list that %s", async (_, content, message) => {
  await expect(read(content)).rejects.toThrow(message);
});
