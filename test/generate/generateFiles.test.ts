import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command } from "../../generators/commands/generate/command.js";
import { findTools } from "../../generators/commands/generate/findTools.js";
import { runtimeUsage } from "../../generators/commands/generate/runtimeUsage.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { shapeProto } from "./smallProject.js";
import { git, run, treeHash, without, yard } from "./yardRun.js";

beforeAll(async () => {
  await runtimeUsage(await (await findTools(fakeWorld())).typescript());
});

describe("files that generate reads and writes", () => {
  it("keeps a user's file among the generated ones, reports it, and type-checks with it", async () => {
    const root = await yard(
      'import { a } from "./generated/api/mine.js";\nexport const b: number = a;\n',
    );
    await writeFile(join(root, "src/generated/api/mine.ts"), "export const a = 1;\n");
    await writeFile(join(root, "new.yaml"), without("unread"));
    const { code, out } = await run(root, "--openapi", "new.yaml");
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringContaining("src/generated/api/mine.ts was not generated, so it was kept"),
    });
    expect(await readFile(join(root, "src/generated/api/mine.ts"), "utf8")).toBe(
      "export const a = 1;\n",
    );
  });

  it("refuses to replace a user's file that has the name of a generated one", async () => {
    const root = await yard();
    await writeFile(join(root, "src/generated/api/paths.ts"), "export const mine = 1;\n");
    const before = await treeHash(root);
    const { code, err } = await run(root);
    expect(code).toBe(1);
    expect(err).toContain("src/generated/api/paths.ts was not generated");
    expect(await treeHash(root)).toBe(before);
  });

  it("compares with the commit that has the recorded hash if the new description was committed first", async () => {
    const root = await yard();
    git(root, "init", "-q");
    const commit = (message: string) => {
      git(root, "add", "openapi", "proto");
      git(root, "-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-q", "-m", message);
    };
    commit("as generated");
    await writeFile(join(root, "openapi/platform.yaml"), without("owner"));
    await writeFile(
      join(root, "proto/yard/shape.proto"),
      shapeProto.replace("double width", "string width"),
    );
    commit("new description, not generated from yet");
    const { code, out } = await run(root);
    expect(code).toBe(3);
    expect(out).not.toContain("is unknown");
    expect(out).toContain("used by this project: src/main.ts:11");
  });

  it("works in a subfolder of the project, with paths relative to it", async () => {
    const root = await yard();
    await mkdir(join(root, "docs"));
    await writeFile(join(root, "docs/new.yaml"), without("unread"));
    const { code } = await run(join(root, "docs"), "--openapi", "new.yaml", "--summary", "s.md");
    expect(code).toBe(0);
    expect(await readFile(join(root, "openapi/platform.yaml"), "utf8")).toBe(without("unread"));
    expect(await readdir(join(root, "docs"))).toEqual(["new.yaml", "s.md"]);
  });

  it("--openapi - reads standard input", async () => {
    const root = await yard();
    const world = fakeWorld({ cwd: root, stdin: Readable.from([without("unread")]) });
    expect(await runCommand(world, command, ["--openapi", "-"])).toBe(0);
    expect(await readFile(join(root, "openapi/platform.yaml"), "utf8")).toBe(without("unread"));
  });

  it.each([
    ["a missing folder", "no/summary.md", "folder not found"],
    ["the name of a folder", "src", "it is a folder"],
  ])("--summary into %s fails before anything is written", async (_, target, reason) => {
    const root = await yard();
    await writeFile(join(root, "new.yaml"), without("unread"));
    const before = await treeHash(root);
    const { code, err } = await run(root, "--openapi", "new.yaml", "--summary", target);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining(reason) });
    expect(await treeHash(root)).toBe(before);
  });

  it.each([
    ["an unreadable description", ["--openapi", "no.yaml"], 1, "failed", "cannot read no.yaml"],
    ["an unknown option", ["--opneapi", "x"], 2, "usage", "--opneapi"],
    ["two outputs for stdout", ["--summary", "-"], 2, "usage", "cannot both write to stdout"],
  ])("--json reports %s", async (_, args, exitCode, code, message) => {
    const { code: ended, out, err } = await run(await yard(), "--json", ...args);
    expect(ended).toBe(exitCode);
    expect(err).toBe("");
    expect(JSON.parse(out)).toMatchObject({
      exitCode,
      written: false,
      outcome: "failed",
      error: { code, message: expect.stringContaining(message) },
    });
  });

  it("names the TypeScript that it checks with if the project has another", async () => {
    const root = await yard();
    await mkdir(join(root, "node_modules/typescript"), { recursive: true });
    await writeFile(
      join(root, "node_modules/typescript/package.json"),
      '{"name":"typescript","version":"7.0.2"}',
    );
    await writeFile(join(root, "new.yaml"), without("unread"));
    const { out } = await run(root, "--openapi", "new.yaml", "--dry-run");
    expect(out).toMatch(/Type-checked with TypeScript 5\.9\.\d+\. The project has 7\.0\.2/);
  });
});
