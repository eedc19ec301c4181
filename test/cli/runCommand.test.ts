import { describe, expect, it } from "vitest";
import { type Command, defineCommand, type World } from "../../generators/cli/command.js";
import { runCommand } from "../../generators/cli/runCommand.js";
import { usageError } from "../../generators/io/CommandError.js";
import { fakeWorld } from "./fakeWorld.js";

function commandThat(run: (world: World) => Promise<number>): Command {
  return defineCommand({
    name: "act",
    summary: "Act.",
    usage: "act",
    options: { fast: { type: "boolean", short: "f", summary: "hurry" } },
    run,
  });
}

describe("exit codes of a command", () => {
  it("are the value that it returns", async () => {
    expect(
      await runCommand(
        fakeWorld(),
        commandThat(async () => 3),
        [],
      ),
    ).toBe(3);
  });

  it("are 2 for wrong usage, with the message and the hint", async () => {
    const world = fakeWorld();
    expect(
      await runCommand(
        world,
        commandThat(async () => 0),
        ["--fats"],
      ),
    ).toBe(2);
    expect(world.err()).toBe("error: unknown option --fats\nDid you mean --fast?\n");
  });

  it("are 2 if the command throws a usage error", async () => {
    const command = commandThat(() => Promise.reject(usageError("no", { hint: "yes" })));
    expect(await runCommand(fakeWorld(), command, [])).toBe(2);
  });

  it("are 1 for any other error", async () => {
    const world = fakeWorld();
    const command = commandThat(() => Promise.reject(new Error("the file is gone")));
    expect(await runCommand(world, command, [])).toBe(1);
    expect(world.err()).toBe("error: the file is gone\n");
  });

  it.each([
    ["returns", async () => 0],
    ["throws", () => Promise.reject(new Error("aborted"))],
  ])("are 130 after a cancellation, if the command %s", async (_, run) => {
    const world = fakeWorld({ signal: AbortSignal.abort() });
    expect(await runCommand(world, commandThat(run), [])).toBe(130);
  });
});

describe("options of every command", () => {
  it("--help lists arguments and options", async () => {
    const world = fakeWorld();
    expect(
      await runCommand(
        world,
        commandThat(async () => 1),
        ["--help"],
      ),
    ).toBe(0);
    expect(world.out()).toMatch(/usage: act/);
    expect(world.out()).toMatch(/-f, --fast +hurry/);
  });

  it("--version prints the version of the package", async () => {
    const world = fakeWorld();
    expect(
      await runCommand(
        world,
        commandThat(async () => 1),
        ["--version"],
      ),
    ).toBe(0);
    expect(world.out()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each(["--help", "--version"])("%s after -- is an argument", async (word) => {
    const world = fakeWorld();
    const command = commandThat(async () => 0);
    expect(await runCommand(world, command, ["--", word])).toBe(2);
    expect(world.err()).toContain(`unexpected argument "${word}"`);
  });
});
