import { readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { recordFile } from "../../generators/project/projectRecord.js";
import { temporaryFolder } from "../temporary.js";
import { answers, commit, git, main, project, read, update, write } from "./projectUnderUpdate.js";

describe("an update is refused, and changes nothing, for", () => {
  const reasons: [what: string, prepare: () => Promise<string>, text: string, message: RegExp][] = [
    [
      "uncommitted changes",
      async () => {
        const root = await project();
        await write(root, { "src/main.ts": main.replace("six", "SIX") });
        return root;
      },
      main.replace("six", "SIX"),
      /uncommitted changes:\n +M src\/main.ts/,
    ],
    [
      "a project without a repository",
      () => project({ repository: false }),
      main,
      /is not in a git repository/,
    ],
  ];

  test.each(reasons)("%s", async (_, prepare, text, message) => {
    const root = await prepare();
    await expect(update(root)).rejects.toThrow(message);
    expect(await read(root, "src/main.ts")).toBe(text);
  });

  test.each(reasons)("%s, unless it is forced", async (_, prepare, text) => {
    const root = await prepare();
    await update(root, undefined, { force: true });
    expect(await read(root, "src/main.ts")).toBe(text.replace("one", "ONE"));
  });

  test("a folder that is not a project of ours", async () => {
    const root = await temporaryFolder();
    await expect(update(root)).rejects.toThrow(
      "not in a project created by create-metrics-project",
    );
  });

  test.each(["0.10.0", "0.2.1-rc.1", "1.0.0"])(
    "a project of a newer version: %s",
    async (version) => {
      const root = await project({ version });
      await expect(update(root)).rejects.toThrow(
        `this project was written by create-metrics-project ${version}, but this is the older 0.2.0`,
      );
    },
  );

  test("a newer record with unknown fields, which is reported as newer, not as damaged", async () => {
    const root = await temporaryFolder();
    const record = { version: "99.0.0", pristine: "H4s", answers: { ...answers, logs: "bag" } };
    await write(root, { [recordFile]: JSON.stringify(record, null, 2) });
    await expect(update(root)).rejects.toThrow(
      "this project was written by create-metrics-project 99.0.0",
    );
  });

  test.each([
    ["not JSON", "{", "it is not JSON"],
    ["no version", "{}", '"version" is undefined'],
    ["a foreign file", '{ "version": "1.2.3" }', '"pristine" is missing'],
    [
      "an answer that does not exist",
      JSON.stringify({ version: "0.1.0", pristine: "", answers: { ...answers, logs: "bag" } }),
      '"logs" is "bag"',
    ],
    [
      "a cut record",
      JSON.stringify({ version: "0.1.0", pristine: "H4s", answers }),
      "it cannot be decoded",
    ],
  ])("a damaged record: %s", async (_name, text, message) => {
    const root = await temporaryFolder();
    await write(root, { [recordFile]: text });
    await expect(update(root, undefined, { force: true })).rejects.toThrow(message);
  });

  test("a file that cannot be written; the others are restored", async () => {
    const root = await project();
    // A folder has the name of a new file of the template.
    await write(root, { "z.ts/mine.txt": "mine" });
    commit(root);
    const files = { "src/main.ts": main.replace("one", "ONE"), "z.ts": "theirs" };
    await expect(update(root, files)).rejects.toThrow(/cannot write .*z.ts: it is a folder/);
    expect(await read(root, "src/main.ts")).toBe(main);
    expect(await read(root, "z.ts/mine.txt")).toBe("mine");
    expect((await readdir(root)).filter((name) => name.includes("-unfinished-"))).toEqual([]);
    expect(git(root, "status", "--porcelain")).toBe("");
  });

  test("the remains of a killed run, with the command that restores its files", async () => {
    const root = await project();
    const left = `.${basename(root)}-unfinished-abc123`;
    await write(root, { [`${left}/old/src/main.ts`]: main });
    await expect(update(root)).rejects.toMatchObject({
      message: expect.stringContaining(`and left ${left}`),
      hint: expect.stringContaining(`the contents of ${left}/old back`),
    });
  });

  test("a signal that cancels it; no temporary files remain", async () => {
    const root = await project({ repository: false });
    const signal = AbortSignal.abort();
    await expect(update(root, undefined, { force: true, signal })).rejects.toMatchObject({
      name: "AbortError",
    });
    expect(await read(root, "src/main.ts")).toBe(main);
    await rm(join(root, recordFile));
    expect(await readdir(root)).toEqual(["src"]);
  });
});
