import { describe, expect, it } from "vitest";
import { parseDocument } from "yaml";
import { commands } from "../../generators/commandTable.js";
import { commandProblem, commandsOf } from "./commandLines.js";
import { complaints, modulesOf } from "./compileSnippets.js";
import { documents, readDocument, snippetsOf } from "./documents.js";

const snippets = documents.flatMap(snippetsOf);

describe("the code in the documents", () => {
  it("compiles", () => {
    const modules = documents.flatMap((document) => modulesOf(document));
    const wrong = modulesOf(
      "wrong",
      readDocument("README.md").replace("failsAbove: 2", 'failsAbove: "2"'),
    );
    expect(
      complaints([...modules, ...wrong]).map((messages, at) => [
        modules[at]?.document ?? "wrong",
        messages,
      ]),
    ).toEqual([
      ...modules.map(({ document }) => [document, []]),
      ["wrong", ["Type 'string' is not assignable to type 'number'."]],
    ]);
  });

  it("is in a language that a test reads", () => {
    const read = ["json", "sh", "ts", "yaml"];
    // A tree of folders, and what a program prints.
    const shown = ["text"];
    const others = snippets.filter(({ language }) => ![...read, ...shown].includes(language));
    expect(others.map(({ place, language }) => `${place} ${language}`)).toEqual([]);
  });

  it("calls every command of ours, with options that exist", async () => {
    const lines = snippets
      .filter(({ language }) => language === "sh")
      .flatMap(({ place, code }) => commandsOf(code).map((words) => ({ place, words })));
    // All documents together call every command, so few lines can be missed.
    const called = new Set(lines.flatMap(({ words }) => words));
    expect(Object.keys(commands).filter((name) => !called.has(name))).toEqual([]);
    const found: string[] = [];
    for (const { place, words } of lines) {
      const problem = await commandProblem(words);
      if (problem !== undefined) found.push(`${place}: ${problem}`);
    }
    expect(found).toEqual([]);
  });

  it("is valid JSON and YAML if labeled as such", () => {
    const found = snippets.flatMap(({ place, language, code }) => {
      if (language === "json") return jsonProblem(code).map((problem) => `${place}: ${problem}`);
      if (language !== "yaml") return [];
      return parseDocument(code).errors.map(({ message }) => `${place}: ${message}`);
    });
    expect(found).toEqual([]);
  });

  it.each([
    ["npx metrics-project rehears", 'there is no command "rehears"'],
    ["npx metrics-project view --opem", "unknown option --opem"],
    ["TOKEN=x metrics-project pull --batch ID --tests many", "--tests"],
    ["npm create metrics-project robot -- --logs mcpa", "--logs"],
    ["npm run rehearsal", 'there is no script "rehearsal"'],
  ])("would be rejected for the line %s", async (line, problem) => {
    const [words = []] = commandsOf(line);
    expect(await commandProblem(words)).toContain(problem);
  });
});

/** JSON, or some members of an object. */
function jsonProblem(code: string): string[] {
  try {
    JSON.parse(/^\s*"/.test(code) ? `{${code}}` : code);
    return [];
  } catch (error) {
    return [String(error)];
  }
}
