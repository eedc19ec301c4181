import { readFile } from "node:fs/promises";
import { marked } from "marked";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../generators/client/document.js";
import type { JudgedChange } from "../../generators/commands/generate/Change.js";
import { printReport } from "../../generators/commands/generate/printReport.js";
import type { ExplainedProblem, Report } from "../../generators/commands/generate/Report.js";
import { reportAsMarkdown } from "../../generators/commands/generate/reportAsMarkdown.js";
import { set } from "./editDocument.js";
import { ThingsProject, thingsDocument } from "./thingsProject.js";

function report(given: Pick<Report, "changes" | "problems">): Report {
  return { outcome: "refused", files: [], removed: [], notes: [], ...given };
}

function change(name: string, given: Partial<JudgedChange> = {}): JudgedChange {
  return {
    of: "api",
    kind: "removed",
    verdict: "breaking",
    where: "schema Thing",
    text: `the field "${name}" was removed`,
    keys: [`schemas.Thing.${name}`],
    usedByRuntime: [],
    usedByProject: [],
    breaksHere: false,
    ...given,
  };
}

describe("a report on the terminal", () => {
  it("lists the type errors of a change under it, the first few in full", async () => {
    const reads = Array.from({ length: 30 }, (_, at) => `export const a${at} = thing.note;`);
    const code = `import type { components } from "./generated/api/paths.js";
declare const thing: components["schemas"]["Thing"];
${reads.join("\n")}
`;
    const project = await ThingsProject.load(undefined, code);
    const document = await thingsDocument();
    set(document, "#/components/schemas/Thing/properties/note", undefined);
    const outcome = await project.judge(document);
    await project.remove();
    // Lines 1 and 2 of the code are not uses.
    expect(outcome.problems.map(({ line }) => line)).toEqual(reads.map((_, at) => at + 3));
    const text = printReport(report(outcome));
    expect(text.split("\n").length).toBeLessThan(20);
    expect(text).toContain("causes 30 type errors:\n        src/use.ts:3  Property 'note'");
    expect(text).toContain("and in src/use.ts:6, ");
    expect(text).toContain("and 19 more");
    expect(text).not.toContain("New type errors");
  });

  describe("of a renamed field and another type", () => {
    const changes = [
      change("note", { text: 'the field "note" was removed: probably renamed to "notes"' }),
      change("size", {
        kind: "changed",
        text: 'the field "size" can now be null',
        was: "number",
        is: "number | null",
      }),
    ];

    it("shows the likely new name, and both types one below the other", () => {
      const text = printReport(report({ changes, problems: [] }));
      expect(text).toContain('was removed: probably renamed to "notes"');
      expect(text).toContain("      was: number\n      is:  number | null\n");
    });

    it("shows both types in one line of Markdown", () => {
      const markdown = reportAsMarkdown(report({ changes, problems: [] }));
      expect(markdown).toContain("  - was `number`, is `number | null`");
    });
  });

  it("lists unexplained differences first", () => {
    const changes = [change("note", { unexplained: true, verdict: "compatible" })];
    expect(printReport(report({ changes, problems: [] }))).toMatch(/^Unexplained: /);
  });
});

describe("a report as Markdown", () => {
  it.each([5_000, 50_000])("of %i changes and errors has at most 60,000 characters", (many) => {
    const used = { usedByProject: [{ file: "src/a.ts", line: 1 }], breaksHere: true };
    const changes = Array.from({ length: many }, (_, at) => change(`field${at}`, used));
    const problems: ExplainedProblem[] = Array.from({ length: many }, (_, at) => ({
      file: "src/b.ts",
      line: at,
      message: "m".repeat(200),
      because: [],
    }));
    const text = reportAsMarkdown({ ...report({ changes, problems }), files: ["a".repeat(9_000)] });
    expect(text.length).toBeLessThanOrEqual(60_000);
    const listed = [...text.matchAll(/^- `schema Thing`: the field `field(\d+)`/gm)].map(([, at]) =>
      Number(at),
    );
    expect(listed).toContain(100);
    expect(listed).toEqual(listed.map((_, at) => at));
    expect(text).toContain(`- … and ${many - listed.length} more`);
    expect(text).toContain(`- … and ${many} more`);
    expect(text).toContain("Shortened:");
  });
});

describe("hostile text in a description", () => {
  const evil = [
    "\u001b[2J\u001b[31mERASED",
    "x\n\n# Heading ![i](https://evil.example/t.png) @octo/team <details>",
    "/x`) [click](https://evil.example) `",
    "``` <img src=x onerror=alert(1)> ```",
    'a" @octo/team [b](https://evil.example) "c',
    "\u202eright to left",
  ];

  it.each(evil)("%j is only text, on the terminal and in the pull request", (name) => {
    const changes = [
      change(name, {
        where: `GET ${name}`,
        was: name,
        is: name,
        text: `the field "${name}" was removed`,
      }),
      change("other", { text: `${name} of the field "other" changed`, unexplained: true }),
    ];
    const problems = [{ file: "src/a.ts", line: 1, message: name, because: [] }];
    const printed = printReport(report({ changes, problems }));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
    expect(printed).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    const markdown = reportAsMarkdown(report({ changes, problems }));
    const html = String(marked(markdown, { async: false }));
    expect(html).not.toMatch(/<(a|img|h1|details)\b/);
    expect(html.replace(/<code>[^<]*<\/code>/g, "")).not.toMatch(/@\w/);
  });

  it("is only text in a report on a whole description", async () => {
    const project = await ThingsProject.load();
    const path = new URL("../fixtures/generate/evil.json", import.meta.url);
    const outcome = await project.judge(JSON.parse(await readFile(path, "utf8")) as JsonObject);
    await project.remove();
    const html = String(marked(reportAsMarkdown(report(outcome)), { async: false }));
    expect(html).toContain("ERASED");
    expect(html).not.toMatch(/<(a|img|h1|details)\b/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
    expect(printReport(report(outcome))).not.toMatch(/\u001b/);
  });
});
