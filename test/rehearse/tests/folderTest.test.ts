import { mkdir, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { folderTest } from "../../../generators/commands/rehearse/tests/folderTest.js";
import { temporaryFolder } from "../../temporary.js";

const noon = new Date("2026-01-01T12:00:00.250Z");

async function madeTest(files: Record<string, string>) {
  const folder = await temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(join(file, ".."), { recursive: true });
    await writeFile(file, content);
    await utimes(file, noon, noon);
  }
  const measure = async () => await (await folderTest("lap", folder)).measure();
  return { folder, measure };
}

const lap = { "logs/a.csv": "12345", "experience/route/one.json": "{}" };

it("counts the bytes of all files at any depth", async () => {
  const { measure } = await madeTest(lap);
  expect((await measure()).bytes).toBe(7);
});

it("has the same fingerprint for a copy that kept its times", async () => {
  const [one, copy] = [await madeTest(lap), await madeTest(lap)];
  expect((await one.measure()).fingerprint).toBe((await copy.measure()).fingerprint);
});

it.each<[string, (folder: string) => Promise<void>]>([
  ["another size", (folder) => writeFile(join(folder, "logs/a.csv"), "123456")],
  ["another time", (folder) => utimes(join(folder, "logs/a.csv"), noon, new Date(1e12))],
  ["another file", (folder) => writeFile(join(folder, "logs/b.csv"), "")],
])("has another fingerprint once a file is changed: %s", async (_, change) => {
  const { folder, measure } = await madeTest(lap);
  const before = await measure();
  await change(folder);
  expect((await measure()).fingerprint).not.toBe(before.fingerprint);
});

it("follows links, and does not run in circles", async () => {
  const { folder, measure } = await madeTest(lap);
  const elsewhere = await madeTest({ "big.mcap": "0123456789" });
  await symlink(elsewhere.folder, join(folder, "logs/linked"), "dir");
  await symlink(folder, join(folder, "logs/circle"), "dir");
  await symlink(join(folder, "gone"), join(folder, "logs/gone"));
  expect((await measure()).bytes).toBe(17);
});

it("names the folder that cannot be read", async () => {
  const folder = join(await temporaryFolder(), "gone");
  await expect((await folderTest("gone", folder)).measure()).rejects.toThrow(
    `${folder} cannot be read`,
  );
});

it("opens the folder in place, and keeps it", async () => {
  const { folder, measure } = await madeTest(lap);
  const test = await folderTest("lap", folder);
  {
    await using opened = await test.open(new AbortController().signal);
    expect(opened.folder).toBe(folder);
  }
  expect((await measure()).bytes).toBe(7);
});
