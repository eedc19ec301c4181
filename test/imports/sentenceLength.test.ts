import { readdirSync } from "node:fs";
import ts from "typescript";
import { expect, test } from "vitest";
import { filesBelow, read } from "./importsOf.js";
import {
  commentSentences,
  countWords,
  markdownSentences,
  type Sentence,
  stringSentences,
} from "./sentences.js";

/** The style guide's limit. */
const mostWords = 25;
/** Not our words, or generated from others. */
const foreign = /\/(dist|cache|generated|fixtures)\/|^docs\/reference\/|API\.md$/;

function ours(folders: readonly string[], ending: RegExp): string[] {
  return folders
    .flatMap((folder) => filesBelow(folder, ending))
    .filter((file) => !foreign.test(file));
}

/** The sentences that are too long, as `file:line: 27 words: sentence`. */
function tooLong(file: string, sentences: readonly Sentence[]): string[] {
  return sentences
    .map(({ line, text }) => ({ line, text, words: countWords(text) }))
    .filter(({ words }) => words > mostWords)
    .map(({ line, text, words }) => `${file}:${line}: ${words} words: ${text}`);
}

test("no sentence of a document is longer than 25 words", () => {
  const root = readdirSync(new URL("../..", import.meta.url)).filter(
    (name) => /\.md$/.test(name) && !/^(CHANGELOG|CODE_OF_CONDUCT)/.test(name),
  );
  const files = [
    ...root,
    ...ours(["docs", "examples", "generators", "runtime", "templates"], /\.md(\.hbs)?$/),
  ];
  expect(files).toContain("docs/start.md");
  expect(files).toContain("templates/project/common/README.md.hbs");
  expect(files.flatMap((file) => tooLong(file, markdownSentences(read(file))))).toEqual([]);
});

test("no sentence of a comment, a message or a help text is longer than 25 words", () => {
  const files = ours(
    ["docs/.vitepress", "examples", "generators", "runtime", "templates"],
    /\.m?ts$/,
  );
  expect(files).toContain("generators/commands/rehearse/command.ts");
  const found = files.flatMap((file) => {
    const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest);
    return tooLong(file, [...commentSentences(source), ...stringSentences(source)]);
  });
  expect(found).toEqual([]);
});

test.each([
  ["inline code counts as one word", "Run `npm run bench -- metrics`, then stop.", [4]],
  ["a link counts by its text", "See [the two rules](a/b.md#c-d) first.", [5]],
  [
    "an abbreviation does not end a sentence",
    "Files, e.g. logs, are read. Others are not.",
    [5, 3],
  ],
  ["a version or file name does not end one", "Use v0.30.0 or a.b.md. It works.", [4, 2]],
  ["a list item is a paragraph", "Two things\n\n- one thing\n- another\n  thing", [2, 2, 2]],
  [
    "code, tables, headings and comments do not count",
    "# One two\n\n| a b |\n\n```\na b\n```\n<!-- a b -->",
    [],
  ],
  [
    "a template's expressions are words, its blocks are not",
    "{{#if a}}\nRun {{b}} now.\n{{/if}}",
    [3],
  ],
])("%s", (_, markdown, words) => {
  expect(markdownSentences(markdown).map(({ text }) => countWords(text))).toEqual(words);
});

test.each([
  [
    "comments that follow each other are one text",
    "// One two\n// three.\nlet a = 1;",
    ["One two three."],
  ],
  [
    "a tag begins a paragraph",
    "/**\n * One two\n * @throws if three\n */\nlet a;",
    ["One two", "if three"],
  ],
  [
    "indented code in a comment is left out",
    "/**\n * One:\n *\n *     a(b);\n */\nlet a;",
    ["One:"],
  ],
])("%s", (_, code, sentences) => {
  const source = ts.createSourceFile("a.ts", code, ts.ScriptTarget.Latest);
  expect(commentSentences(source).map(({ text }) => text)).toEqual(sentences);
});

test.each([
  ["a template's expressions are words", `throw new E(\`\${a} has the wrong kind: \${b}.\`);`, [6]],
  [
    "strings that are added are one text",
    '"The first half of it, " + "and the second half.";',
    [9],
  ],
  [
    "lists that are joined are one text",
    '["The first half of it,", "and the second half."].join("\\n");',
    [9],
  ],
  [
    "strings of few words, or without a period, are not prose",
    '"one two three"; "A short one.";',
    [],
  ],
])("%s", (_, code, words) => {
  const source = ts.createSourceFile("a.ts", code, ts.ScriptTarget.Latest);
  expect(stringSentences(source).map(({ text }) => countWords(text))).toEqual(words);
});
