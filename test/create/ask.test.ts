import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { World } from "../../generators/cli/command.js";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command } from "../../generators/commands/create/command.js";
import { recordFile } from "../../generators/project/projectRecord.js";
import { filesBelow, temporaryFolder } from "./temporaryFolder.js";

const enter = "\r";
const down = "\u001B[B";
const space = " ";
const ctrlC = "\u0003";
const ctrlD = "\u0004";

/** A user at a terminal who answers each question, recognized by a part of its text, with these keys. */
async function answer(cwd: string, argv: string[], answers: [question: string, keys: string[]][]) {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => stdin });
  const open = [...answers];
  let shown = "";
  const screen = (sink: "out" | "err") =>
    Object.assign(
      new Writable({
        write(chunk: Buffer, _encoding, done) {
          if (sink === "out") shown += chunk.toString();
          const [next] = open;
          if (next && shown.includes(next[0])) {
            open.shift();
            shown = "";
            // Key by key, as a person types.
            for (const key of next[1]) setImmediate(() => stdin.write(key));
          }
          done();
        },
      }),
      { isTTY: true, columns: 100 },
    );
  const world: World = {
    cwd,
    env: { PATH: process.env.PATH },
    stdin,
    stdout: screen("out"),
    stderr: screen("err"),
    signal: new AbortController().signal,
  };
  const code = await runCommand(world, command, [...argv, "--link", "registry", "--no-git"]);
  return { code, unanswered: open.map(([question]) => question) };
}

describe("on a terminal", () => {
  it("asks for everything that no flag sets, and uses the answers", async () => {
    const cwd = await temporaryFolder();
    const { code, unanswered } = await answer(
      cwd,
      [],
      [
        ["create-metrics-project 0.1.0", []],
        ["Project folder?", ["robot", enter]],
        ["Which settings?", [down, enter]],
        ["What do your simulations write?", [down, enter]],
        ["in addition to the metrics of each test?", [space, enter]],
        ["What should the build write?", [enter]],
        ["Where does your CI run?", [enter]],
        ["Install the dependencies with npm?", ["n"]],
      ],
    );
    expect({ code, unanswered }).toEqual({ code: 0, unanswered: [] });
    const record = JSON.parse(await readFile(join(cwd, "robot", ".metrics-project.json"), "utf8"));
    expect(record.answers).toEqual({
      name: "robot",
      logs: "csv",
      modes: ["test", "report"],
      ci: "none",
      lint: "biome",
      packageManager: "npm",
      link: "registry",
    });
  });

  it("accepts all recommendations in one answer, and lists them", async () => {
    const cwd = await temporaryFolder();
    const { code, unanswered } = await answer(
      cwd,
      ["robot", "--no-install"],
      [["MCAP logs; metrics of test, batch, report", [enter]]],
    );
    expect({ code, unanswered }).toEqual({ code: 0, unanswered: [] });
    const record = JSON.parse(await readFile(join(cwd, "robot", ".metrics-project.json"), "utf8"));
    expect(record.answers).toMatchObject({ logs: "mcap", modes: ["test", "batch", "report"] });
  });

  it("explains at the first question why a folder is invalid, and asks again", async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, "file"), "mine");
    await mkdir(join(cwd, "full"));
    await writeFile(join(cwd, "full", "notes.md"), "mine");
    const erase = "\u007F".repeat(4);
    const { code, unanswered } = await answer(
      cwd,
      ["--logs=csv", "--modes=test", "--output=binproto", "--ci=none", "--no-install"],
      [
        ["Project folder?", ["../x", enter]],
        ["is outside the current folder", [...erase, "file", enter]],
        ["exists and is not a folder", [...erase, "full", enter]],
        ["full is not empty (notes.md)", [enter]],
        ["Project folder?", ["robot", enter]],
      ],
    );
    expect({ code, unanswered }).toEqual({ code: 0, unanswered: [] });
    expect((await readdir(cwd)).sort()).toEqual(["file", "full", "robot"]);
    expect(await readdir(join(cwd, "full"))).toEqual(["notes.md"]);
  });

  it("suggests a name if the folder's name is invalid for npm", async () => {
    const cwd = await temporaryFolder();
    const flags = [
      "My Robot",
      "--logs=csv",
      "--modes=test",
      "--output=binproto",
      "--ci=none",
      "--no-install",
    ];
    const { code } = await answer(cwd, flags, [["Which package name?", [enter]]]);
    expect(code).toBe(0);
    const manifest = JSON.parse(await readFile(join(cwd, "My Robot", "package.json"), "utf8"));
    expect(manifest.name).toBe("my-robot");
  });

  it.each([
    ["Ctrl-C", ctrlC],
    ["Ctrl-D", ctrlD],
  ])("%s exits with 130, and writes nothing", async (_name, key) => {
    const cwd = await temporaryFolder();
    const { code } = await answer(cwd, ["robot"], [["Which settings?", [key]]]);
    expect(code).toBe(130);
    expect(await readdir(cwd)).toEqual([]);
  });

  describe("if files already exist", () => {
    const flags = [
      "robot",
      "--logs=csv",
      "--modes=test",
      "--output=binproto",
      "--ci=none",
      "--no-install",
    ];
    async function withReadme() {
      const cwd = await temporaryFolder();
      await mkdir(join(cwd, "robot"));
      await writeFile(join(cwd, "robot", "README.md"), "mine");
      return cwd;
    }
    const readme = (cwd: string) => readFile(join(cwd, "robot", "README.md"), "utf8");

    it("cancels, and writes nothing", async () => {
      const cwd = await withReadme();
      const { code } = await answer(cwd, flags, [
        ["robot is not empty", [down, enter]],
        ["already exist with different contents", [enter]],
      ]);
      expect(code).toBe(130);
      expect(await filesBelow(cwd)).toEqual(["robot/README.md"]);
    });

    it("keeps the existing files, and records that", async () => {
      const cwd = await withReadme();
      const { code } = await answer(cwd, flags, [
        ["robot is not empty", [down, enter]],
        ["already exist with different contents", [down, enter]],
      ]);
      expect(code).toBe(0);
      expect(await readme(cwd)).toBe("mine");
      const record = await readFile(join(cwd, "robot", recordFile), "utf8");
      expect(JSON.parse(record).kept).toEqual(["README.md"]);
      expect(await filesBelow(cwd)).toContain("robot/src/main.ts");
    });

    it("replaces the existing files", async () => {
      const cwd = await withReadme();
      const { code } = await answer(cwd, flags, [
        ["robot is not empty", [down, enter]],
        ["already exist with different contents", [down, down, enter]],
      ]);
      expect(code).toBe(0);
      expect(await readme(cwd)).toMatch(/^# robot/);
    });
  });
});
