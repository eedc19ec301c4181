import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../generators/io/packageRoot.js";
import {
  type Answers,
  choicesOf,
  defaultAnswers,
  questions,
} from "../../generators/project/answers.js";
import { renderProject } from "../../generators/project/renderProject.js";
import { temporaryFolder } from "./temporaryFolder.js";

const run = promisify(execFile);
const biome = join(packageRoot(), "node_modules/@biomejs/biome/bin/biome");

async function render(more: Partial<Answers>) {
  const specifier = "file:vendor/package.tgz";
  return renderProject({
    answers: {
      ...{ name: "my-metrics", logs: "mcap", modes: [...defaultAnswers.modes], ci: "none" },
      ...{ packageManager: "npm", link: "vendored", lint: "biome" },
      ...more,
    },
    version: "0.1.0",
    runtime: { specifier },
    platform: { specifier },
    cli: { specifier },
  });
}

const combinations = choicesOf(questions.logs).flatMap((logs) =>
  choicesOf(questions.output).map((output) => ({ logs, output })),
);

describe("a fresh project", () => {
  it.each(combinations)("passes its own linter and formatter: $logs, $output", async (more) => {
    const root = await temporaryFolder();
    for (const [path, content] of await render({ ...more, ci: "gitlab" })) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    }
    await run("git", ["init", "--quiet"], { cwd: root });
    const check = run(process.execPath, [biome, "check", "--error-on-warnings"], { cwd: root });
    const { stdout } = await check.catch(({ stdout, stderr }) => {
      throw new Error(`${stdout}${stderr}`);
    });
    expect(stdout).toMatch(/^Checked \d+ files/);
  });

  it.each([
    ["biome", true],
    ["none", false],
    [undefined, false],
  ] as const)("with the linter %s has its config, commands and CI step: %s", async (lint, has) => {
    const files = await render({ lint, ci: "github" });
    const { scripts, devDependencies } = JSON.parse(String(files.get("package.json")));
    expect({
      config: files.has("biome.json"),
      script: "lint" in scripts && "format" in scripts,
      dependency: "@biomejs/biome" in devDependencies,
      ci: String(files.get(".github/workflows/metrics.yml")).includes("npm run lint"),
      editor: String(files.get(".vscode/extensions.json")).includes("biomejs.biome"),
      agents: String(files.get("AGENTS.md")).includes("npm run lint"),
    }).toEqual({ config: has, script: has, dependency: has, ci: has, editor: has, agents: has });
  });
});
