import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run, treeHash, without, yard } from "./yardRun.js";

const file = "openapi/accepted-changes.yaml";

describe("the file of accepted changes", () => {
  it("accepts a breaking change that it lists with a reason, and its type errors", async () => {
    const root = await yard();
    await writeFile(join(root, "new.yaml"), without("owner"));
    expect((await run(root, "--openapi", "new.yaml")).code).toBe(3);
    await accept(root, { where: "*", change: '*"owner"*', reason: "Owners moved to another API." });
    const { code, out } = await run(root, "--openapi", "new.yaml");
    expect(out).toContain("Breaking, used here and accepted (1)");
    expect(out).toContain("accepted: Owners moved to another API.");
    expect(code).toBe(0);
    expect(await readFile(join(root, "openapi/platform.yaml"), "utf8")).toBe(without("owner"));
  });

  it("is written by --accept with the refused changes", async () => {
    const root = await yard();
    await writeFile(join(root, "new.yaml"), without("owner"));
    const args = ["--openapi", "new.yaml", "--accept", "Owners: moved"];
    const { code, out } = await run(root, ...args);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining(`  ${file}\n`) });
    const text = await readFile(join(root, file), "utf8");
    expect(text).toMatch(
      /^# Breaking changes.*\n#.*\n- where: .+\n {2}change: .*owner.*\n {2}reason: "Owners: moved"\n$/,
    );
  });

  it("may have an entry that matches no change, which is reported", async () => {
    const root = await yard();
    await writeFile(join(root, "new.yaml"), without("unread"));
    await accept(root, { where: "*", change: '*"other"*', reason: "No." });
    const { code, out } = await run(root, "--openapi", "new.yaml");
    expect(code).toBe(0);
    expect(out).toContain(`${file} has an entry that matches no change; you can remove it: `);
  });

  it("is only listed with --accept and --dry-run", async () => {
    const root = await yard();
    await writeFile(join(root, "new.yaml"), without("owner"));
    const before = await treeHash(root);
    const args = ["--openapi", "new.yaml", "--accept", "Owners: moved", "--dry-run"];
    const { code, out } = await run(root, ...args);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining(file) });
    expect(await treeHash(root)).toBe(before);
  });

  it("does not accept other changes", async () => {
    const root = await yard();
    await writeFile(join(root, "new.yaml"), without("owner"));
    await accept(root, { where: "*", change: '*"other"*', reason: "No." });
    const { code, out } = await run(root, "--openapi", "new.yaml");
    expect({ code, out }).toEqual({
      code: 3,
      out: expect.stringContaining("you can remove it: *: "),
    });
  });

  it.each([
    [
      "without a reason",
      "- where: a\n  change: b\n",
      "accepted-changes.yaml:1: an entry must have a `reason`",
    ],
    [
      "with an empty reason",
      "#\n- where: a\n  change: b\n  reason: ' '\n",
      ":2: an entry must have",
    ],
    ["that is not a list", "where: a\n", ":1: it must be a list"],
    ["that is not YAML", "- [\n", "cannot use openapi/accepted-changes.yaml"],
  ])("%s is refused, with its line", async (_, text, message) => {
    const root = await yard();
    await writeFile(join(root, file), text);
    const before = await treeHash(root);
    const { code, err } = await run(root);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining(message) });
    expect(await treeHash(root)).toBe(before);
  });
});

function accept(root: string, entry: Record<string, string>): Promise<void> {
  return writeFile(join(root, file), JSON.stringify([entry]));
}
