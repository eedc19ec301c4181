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
  it("are its return value", async () => {
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

  it("are 2 for a usage error of its own", async () => {
    const command = commandThat(() => Promise.reject(usageError("no", { hint: "yes" })));
    expect(await runCommand(fakeWorld(), command, [])).toBe(2);
  });

  it("are 1 for any other error", async () => {
    const world = fakeWorld();
    const command = commandThat(() => Promise.reject(new Error("the file is gone")));
    expect(await runCommand(world, command, [])).toBe(1);
    expect(world.err()).toBe("error: the file is gone\n");
  });

  it("are 130 once it was cancelled, whether it returned or threw", async () => {
    const world = fakeWorld({ signal: AbortSignal.abort() });
    expect(
      await runCommand(
        world,
        commandThat(async () => 0),
        [],
      ),
    ).toBe(130);
    const failing = commandThat(() => Promise.reject(new Error("aborted")));
    expect(await runCommand(world, failing, [])).toBe(130);
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

  it("--version is the package's", async () => {
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

  it("neither is an option after --", async () => {
    expect(
      await runCommand(
        fakeWorld(),
        commandThat(async () => 0),
        ["--", "--help"],
      ),
    ).toBe(2);
  });
});
