import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { defineCommand } from "../../generators/cli/command.js";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command as check } from "../../generators/commands/check/command.js";
import { command as diff } from "../../generators/commands/diff/command.js";
import { CommandError } from "../../generators/io/CommandError.js";
import { printable, printableLine } from "../../generators/io/printable.js";
import { createLog, printable as printableInLogs } from "../../runtime/src/log.js";
import { describeFailure } from "../../runtime/src/run/describeFailure.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { scalarMessage } from "../platform/messages.js";
import { fakeProject } from "../rehearse/fakeProject.js";
import { temporaryFolder } from "../temporary.js";

/** Clears the screen, rings, goes back in the line, colors by a C1 control, and turns text around. */
const hostile = "name\u001b[2J\u0007\r\u009b31m\u202e\u2028\u007f\b";
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const moves = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

describe("untrusted strings", () => {
  it("have escapes in place of control characters, except for line breaks and tabs", () => {
    expect(printable("a\u001b[2Jb\n\tc")).toBe("a\\u001b[2Jb\n\tc");
  });

  it("have no line breaks or tabs in a line", () => {
    expect(printableLine("a\nb\tc")).toBe("a\\u000ab\\u0009c");
  });

  it("have escapes that JSON reads as the same string", () => {
    expect(JSON.parse(printable(JSON.stringify({ hostile })))).toEqual({ hostile });
  });

  it("have the same escapes in the logs of a metrics build", () => {
    expect(printableInLogs(hostile)).toBe(printable(hostile));
  });

  it("keep letters of all scripts, symbols and emoji", () => {
    const text = "Größe → 10 µm, 速度, 👩‍🔧";
    expect(printable(text)).toBe(text);
  });

  it("cannot move the cursor in anything that a command writes or throws", async () => {
    const command = defineCommand({
      name: "x",
      summary: "",
      usage: "",
      options: {},
      async run(world) {
        world.stdout.write(`${hostile}\n`);
        throw new CommandError(hostile, { hint: hostile });
      },
    });
    const world = fakeWorld();
    expect(await runCommand(world, command, [])).toBe(1);
    expect(world.out() + world.err()).not.toMatch(moves);
    expect(world.err()).toContain("error: name\\u001b[2J");
  });

  it.each([
    ["check a", check],
    ["diff a b", diff],
    ["diff a b --json", diff],
  ])("cannot move the cursor as names of metrics: %s", async (line, command) => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, "a"), scalarMessage(`${hostile}\nerror: fake`, 1, hostile));
    await writeFile(join(cwd, "b"), scalarMessage("another", 2));
    const world = fakeWorld({ cwd });
    await runCommand(world, command, line.split(" ").slice(1));
    const written = world.out() + world.err();
    expect(written).not.toBe("");
    expect(written).not.toMatch(moves);
    expect(written).not.toMatch(/^error: fake/m);
  });

  it("cannot move the cursor as names of tests and metrics, or output of a build: rehearse", async () => {
    const project = await fakeProject();
    await project.addTest("one", scalarMessage(hostile, 1, hostile));
    await project.addTest("two\u001b[2J\nerror: fake", "crash");
    await mkdir(join(project.dir, "samples", "three\u009b2J"));
    const { stdout, stderr } = await project.rehearse();
    expect(stdout).toContain("\\u001b[2J");
    expect(stdout + stderr).not.toMatch(moves);
    expect(stdout + stderr).not.toMatch(/^error: fake/m);
  });

  it("cannot move the cursor through the log and the errors of a metrics build", () => {
    const lines: string[] = [];
    createLog({ write: (text) => lines.push(text) }, "debug").warn(hostile);
    lines.push(describeFailure(new Error(hostile)));
    expect(lines.join("")).not.toMatch(moves);
    expect(lines[0]).toMatch(/^warning: name\\u001b/);
  });
});
