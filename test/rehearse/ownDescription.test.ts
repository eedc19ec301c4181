import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ownDescription } from "../../generators/commands/rehearse/ownDescription.js";
import { packageRoot } from "../../generators/io/packageRoot.js";
import { temporaryFolder } from "../temporary.js";

it.each<[what: string, change: (text: string) => string, isOwn: boolean]>([
  ["as it came", (text) => text, false],
  ["checked out with CRLF", (text) => text.replaceAll("\n", "\r\n"), false],
  ["of another version", (text) => `${text}# newer\n`, true],
])("a rehearsal uses the project's description if it differs: %s", async (_, change, isOwn) => {
  const root = await temporaryFolder();
  await mkdir(join(root, "openapi"));
  const ours = await readFile(join(packageRoot(), "openapi/platform.yaml"), "utf8");
  const path = join(root, "openapi/platform.yaml");
  await writeFile(path, change(ours));
  expect(await ownDescription(root)).toBe(isOwn ? path : undefined);
});

it("a rehearsal of a project without a description speaks ours", async () => {
  expect(await ownDescription(await temporaryFolder())).toBeUndefined();
});
