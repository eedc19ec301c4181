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
  it("is written as escapes that JSON reads as the same", () => {
    expect(printable("a\u001b[2Jb\n\tc")).toBe("a\\u001b[2Jb\n\tc");
    expect(printableLine("a\nb\tc")).toBe("a\\u000ab\\u0009c");
    expect(JSON.parse(printable(JSON.stringify({ hostile })))).toEqual({ hostile });
    expect(printableInLogs(hostile)).toBe(printable(hostile));
    expect(printable("Größe → 10 µm, 速度, 👩‍🔧")).toBe("Größe → 10 µm, 速度, 👩‍🔧");
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

  it("cannot through names of metrics: check, diff", async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, "a"), scalarMessage(`${hostile}\nerror: fake`, 1, hostile));
    await writeFile(join(cwd, "b"), scalarMessage("another", 2));
    for (const [command, argv] of [
      [check, ["a"]],
      [diff, ["a", "b"]],
      [diff, ["a", "b", "--json"]],
    ] as const) {
      const world = fakeWorld({ cwd });
      await runCommand(world, command, argv);
      expect(world.out() + world.err()).not.toMatch(moves);
      expect(world.out() + world.err()).not.toMatch(/^error: fake/m);
    }
  });

  it("cannot through names of tests and metrics, or the output of a build: rehearse", async () => {
    const project = await fakeProject();
    await project.addTest("one", scalarMessage(hostile, 1, hostile));
    await project.addTest("two\u001b[2J\nerror: fake", "crash");
    await mkdir(join(project.dir, "samples", "three\u009b2J"));
    const { stdout, stderr } = await project.rehearse();
    expect(stdout).toContain("\\u001b[2J");
    expect(stdout + stderr).not.toMatch(moves);
    expect(stdout + stderr).not.toMatch(/^error: fake/m);
  });

  it("cannot through the log and the errors of a metrics build", () => {
    const lines: string[] = [];
    createLog({ write: (text) => lines.push(text) }, "debug").warn(hostile);
    lines.push(describeFailure(new Error(hostile)));
    expect(lines.join("")).not.toMatch(moves);
    expect(lines[0]).toMatch(/^warning: name\\u001b/);
  });
});
