import { mkdir, readdir, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Command } from "../../generators/cli/command.js";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command as check } from "../../generators/commands/check/command.js";
import { command as create } from "../../generators/commands/create/command.js";
import { command as diff } from "../../generators/commands/diff/command.js";
import { command as generate } from "../../generators/commands/generate/command.js";
import { command as newCommand } from "../../generators/commands/new/command.js";
import { command as pull } from "../../generators/commands/pull/command.js";
import { command as rehearse } from "../../generators/commands/rehearse/command.js";
import { command as update } from "../../generators/commands/update/command.js";
import { command as view } from "../../generators/commands/view/command.js";
import { servePage } from "../../generators/commands/view/servePage.js";
import { packageVersion } from "../../generators/io/packageRoot.js";
import type { RenderedFiles } from "../../generators/io/RenderedFiles.js";
import type { Answers } from "../../generators/project/answers.js";
import { projectRecord, recordFile } from "../../generators/project/projectRecord.js";
import { renderProject } from "../../generators/project/renderProject.js";
import { authToken, batchID, jobID, projectID, record, recordLogs } from "../api/recorded.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { writeYard, yardDocument } from "../generate/smallProject.js";
import { scalarMessage } from "../platform/messages.js";
import { temporaryFolder } from "../temporary.js";

/** What every folder of the canary tree holds: files that a command would write, replace or remove. */
const canaryFiles = [
  ...["main.ts", "paths.ts", "stale.ts", "platform.yaml", "stopping-distance.ts", "index.html"],
  ...["rehearsal.json", "metrics.binproto", "log.txt", "gone/metrics.binproto", "yard/shape.proto"],
  ...["parts/part", "logs/log.jsonl", "experience/map", "pulled.json", "1/log.txt"],
];

/** A project, and beside it a tree that nothing may touch. */
interface Setting {
  root: string;
  canary: string;
  /** Puts a link to the canary tree at a path of the project, in the place of what is there. */
  link(path: string): Promise<void>;
}

async function setting(): Promise<Setting> {
  const top = await temporaryFolder();
  const root = join(top, "project");
  const canary = join(top, "canary");
  await mkdir(root);
  for (const path of canaryFiles) await write(join(canary, path), `the canary's ${path}`);
  return {
    root,
    canary,
    async link(path) {
      await rm(join(root, path), { recursive: true, force: true });
      await mkdir(dirname(join(root, path)), { recursive: true });
      await symlink(canary, join(root, path));
    },
  };
}

async function write(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

/** Every path below a folder with what it holds; links are told by where they lead. */
async function contents(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    found[path] = entry.isFile()
      ? await readFile(path, "latin1")
      : entry.isSymbolicLink()
        ? await readlink(path)
        : "";
  }
  return found;
}

async function run(cwd: string, command: Command, argv: readonly string[], env = {}) {
  const usual = { PATH: process.env.PATH, HOME: cwd };
  const world = fakeWorld({ cwd, env: { ...usual, ...env } });
  return { code: await runCommand(world, command, argv), output: world.out() + world.err() };
}

const answers: Answers = {
  name: "project",
  logs: "jsonl",
  modes: ["test"],
  ci: "none",
  packageManager: "npm",
  link: "registry",
};

async function writeScaffold(root: string): Promise<RenderedFiles> {
  const version = packageVersion();
  const specifier = { specifier: `^${version}` };
  const files = await renderProject({
    answers,
    version,
    runtime: specifier,
    platform: specifier,
    cli: specifier,
  });
  for (const [path, content] of files) await write(join(root, path), content);
  return files;
}

describe("a link at a folder that a command writes is not followed", () => {
  it.each(["src", "samples", "test", "openapi"])("create over %s", async (path) => {
    const { root, canary, link } = await setting();
    await link(path);
    const before = await contents(canary);
    const options = ["--force", "--yes", "--no-git", "--no-install", "--link", "registry"];
    const { code, output } = await run(root, create, [root, ...options]);
    expect(await contents(canary)).toEqual(before);
    expect(code).toBe(1);
    expect(output).toContain(`${join(root, path)} exists and is not a folder`);
  });

  it.each(["src", "samples", "openapi", "test"])("update with %s", async (path) => {
    const { root, canary, link } = await setting();
    const files = await writeScaffold(root);
    // As an older version wrote it: everything below the link has changed since.
    const old: RenderedFiles = new Map(
      [...files.keys()].filter((one) => one !== recordFile).map((one) => [one, "older"]),
    );
    for (const name of canaryFiles) old.set(`${path}/${name}`, `the canary's ${name}`);
    await write(join(root, recordFile), projectRecord({ version: "0.0.1", answers }, old));
    await link(path);
    const before = await contents(canary);
    await run(root, update, ["--force"]);
    expect(await contents(canary)).toEqual(before);
  });

  it.each(["src/metrics", "test/metrics", "test"])("new with %s", async (path) => {
    const { root, canary, link } = await setting();
    await writeScaffold(root);
    await link(path);
    const before = await contents(canary);
    const { code, output } = await run(root, newCommand, [
      "metric",
      "Stopping time",
      "--type",
      "scalar",
    ]);
    expect(await contents(canary)).toEqual(before);
    expect(output).toContain("is a link to a place outside");
    expect(code).toBe(1);
  });

  it.each(["src/generated/api", "openapi"])("generate with %s", async (path) => {
    const { root, canary, link } = await setting();
    await writeYard(root);
    await write(join(root, recordFile), "{}");
    const next = yardDocument();
    next.info = { title: "Another", version: "2" };
    await write(join(root, "next.json"), JSON.stringify(next));
    await link(path);
    // Its own description is read through the link, like anybody's.
    if (path === "openapi")
      await write(join(canary, "platform.yaml"), JSON.stringify(yardDocument()));
    const before = await contents(canary);
    const argv = ["--openapi", "next.json", "--accept-breaking"];
    const { code, output } = await run(root, generate, argv);
    expect(await contents(canary)).toEqual(before);
    expect(output).toContain("is a link to a place outside");
    expect(code).toBe(1);
  });

  const ofRehearsal = [
    "",
    "/tests",
    "/tests/one",
    "/batch",
    "/earlier-batches",
    "/report",
    "/rehearsal.json",
  ];
  it.each(ofRehearsal.map((path) => `rehearsal${path}`))("rehearse with %s", async (path) => {
    const { root, canary, link } = await setting();
    await write(join(root, "dist/main.mjs"), "process.exitCode = 1;");
    await write(join(root, "samples/one/logs/log.jsonl"), "");
    const first = await run(root, rehearse, []);
    expect(first.output).toContain("exit code 1");
    await link(path);
    const before = await contents(canary);
    await run(root, rehearse, []);
    expect(await contents(canary)).toEqual(before);
  });

  it("view of the usual folder", async () => {
    const { root, canary, link } = await setting();
    await write(join(canary, "metrics.binproto"), scalarMessage("Speed", 1));
    await link("rehearsal");
    const before = await contents(canary);
    const { code, output } = await run(root, view, []);
    expect(await contents(canary)).toEqual(before);
    expect(output).toContain("is a link to a place outside");
    expect(code).toBe(1);
  });

  it("view --serve", async () => {
    const { root, canary, link } = await setting();
    await write(join(root, "mine.txt"), "mine");
    await link("outside");
    const stop = new AbortController();
    const statuses: Record<string, number> = {};
    await servePage({
      port: 0,
      root,
      files: root,
      signal: stop.signal,
      render: async () => ({ html: "<p>page</p>" }),
      failed: () => undefined,
      listening: async (url) => {
        const paths = [
          "mine.txt",
          "outside/main.ts",
          "..%2fcanary%2fmain.ts",
          `%2f${canary}/main.ts`,
        ];
        for (const path of paths) statuses[path] = (await fetch(`${url}${path}`)).status;
        stop.abort();
      },
    });
    expect(Object.values(statuses)).toEqual([200, 404, 404, 404]);
  });

  const ofPull = [
    "samples",
    "samples/.pull",
    `samples/.pull/${jobID(0)}`,
    `samples/.pull/${jobID(0)}/logs`,
    "samples/experience-0",
  ];
  it.each(ofPull)("pull with %s", async (path) => {
    const { root, canary, link } = await setting();
    const logsDir = await recordLogs([["log.jsonl", "{}"]]);
    await using recorded = await record({ tests: 1, test: () => ({ logsDir }) });
    await link(path);
    const before = await contents(canary);
    const argv = [
      "--api-url",
      recorded.platform.apiURL,
      "--batch",
      batchID,
      "--project",
      projectID,
      "--events",
    ];
    await run(root, pull, argv, { RESIM_AUTH_TOKEN: authToken });
    expect(await contents(canary)).toEqual(before);
  });

  it("check and diff only read", async () => {
    const { root, canary, link } = await setting();
    await write(join(canary, "metrics.binproto"), scalarMessage("Speed", 1));
    await link("there");
    const before = await contents(canary);
    await run(root, check, ["there/metrics.binproto"]);
    // As folders they are rehearsals, whose record here is none.
    await run(root, diff, ["there", "there"]);
    const message = "there/metrics.binproto";
    expect((await run(root, diff, [message, message])).code).toBe(0);
    expect(await contents(canary)).toEqual(before);
  });
});

describe("the untrusted record of a project", () => {
  const update1 = async (pristine: string) => {
    const { root, canary } = await setting();
    await writeScaffold(root);
    const record = { comment: "", version: "0.0.1", answers, pristine };
    await write(join(root, recordFile), JSON.stringify(record));
    const before = await contents(canary);
    const result = await run(root, update, ["--force"]);
    expect(await contents(canary)).toEqual(before);
    return result;
  };
  const packed = (files: object) => gzipSync(JSON.stringify(files)).toString("base64");

  it.each(["../canary/main.ts", "/etc/passwd", "a/../../canary/main.ts", "", "a//b"])(
    "may not name %j",
    async (path) => {
      const { code, output } = await update1(packed({ [path]: { text: "the canary's main.ts" } }));
      expect(output).toContain(`is damaged: it contains the path ${JSON.stringify(path)}`);
      expect(code).toBe(1);
    },
  );

  it("is bounded when it is unpacked", async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000, "a")).toString("base64");
    const { code, output } = await update1(bomb);
    expect(output).toContain("it is larger than 32 MB when unpacked");
    expect(code).toBe(1);
  });
});
