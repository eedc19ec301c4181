import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { defineCommand } from "../../generators/cli/command.js";
import { commandSurface } from "../../generators/tasks/check/commandSurface.js";
import { librarySurface } from "../../generators/tasks/check/librarySurface.js";
import { temporaryFolder } from "../temporary.js";

/** A built package with two entry points, which share a type. */
async function packageWith(shared: string): Promise<string> {
  const root = await temporaryFolder();
  const entry = (name: string) => ({ types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` });
  const manifest = {
    name: "robot",
    type: "module",
    exports: { ".": entry("index"), "./arm": entry("arm") },
  };
  await mkdir(join(root, "dist", "generated"), { recursive: true });
  const files = {
    "package.json": JSON.stringify(manifest),
    "dist/shared.d.ts": shared,
    "dist/generated/api.d.ts": "export interface Answer { field: string }\n",
    "dist/index.d.ts":
      'import type { Answer } from "./generated/api.js";\nexport type { Joint } from "./shared.js";\nexport declare function read(answer: Answer): void;\n',
    "dist/arm.d.ts":
      'import type { Joint } from "./shared.js";\n/** Moves it. */\nexport declare function move(joint: Joint): void;\n',
  };
  for (const [path, text] of Object.entries(files)) await writeFile(join(root, path), text);
  return root;
}

describe("the public surface of a library", () => {
  it("lists what each entry point exports, and every type once, without comments", async () => {
    const surface = await librarySurface(
      await packageWith("export interface Joint { angle: number }\n"),
    );
    expect(surface).toContain(
      "## `robot`\n\n```ts\nJoint\nread\n```\n\n## `robot/arm`\n\n```ts\nmove\n```",
    );
    expect(surface).toContain("declare function move(joint: Joint): void;");
    expect(surface.match(/^.*interface Joint.*$/gm)).toEqual(["interface Joint {"]);
    expect(surface).not.toContain("Moves it");
  });

  it("changes with a type that no entry point exports by name, and only names generated types", async () => {
    const before = await librarySurface(
      await packageWith("export interface Joint { angle: number }\n"),
    );
    const after = await librarySurface(
      await packageWith("export interface Joint { angle: string }\n"),
    );
    expect(after).not.toBe(before);
    expect(after).toContain("angle: string;");
    expect(after).not.toContain("field");
  });
});

it("the surface of a program lists its arguments, and its options with their kinds", () => {
  const check = defineCommand({
    name: "check",
    summary: "Checks a file.",
    usage: "robot check FILE",
    options: {
      json: { type: "boolean", summary: "as JSON", short: "j" },
      as: { type: "string", summary: "what it is", choices: ["csv", "mcap"], multiple: true },
      limit: { type: "number", summary: "the most", whole: true, min: 1 },
    },
    positionals: [{ name: "FILE", summary: "the file", required: true }],
    run: async () => 0,
  });
  expect(commandSurface({ robot: [check] })).toContain(
    "## `robot check`\n\n- FILE required\n- --json boolean, also -j\n- --as csv | mcap, several\n- --limit whole number, at least 1\n",
  );
});
