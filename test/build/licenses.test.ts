import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { collectLicenses } from "../../generators/tasks/collectLicenses.js";
import { temporaryFolder } from "../temporary.js";

async function treeOf(files: Record<string, string>): Promise<string> {
  const root = await temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
  return root;
}

test("every bundled package is listed once, with its license; our own files are not", async () => {
  const root = await treeOf({
    "node_modules/one/package.json": '{"name":"one","version":"1.0.0","license":"MIT"}',
    "node_modules/one/LICENSE": "Permission is granted by one.\n",
    "node_modules/one/NOTICE.md": "One was made by someone.\n",
    "node_modules/@scope/two/package.json": '{"name":"@scope/two","version":"2.0.0"}',
    "node_modules/@scope/two/license.txt": "Permission is granted by two.\n",
    "node_modules/one/node_modules/three/package.json":
      '{"name":"three","version":"3.0.0","license":"ISC"}',
  });
  const text = await collectLicenses(root, [
    "generators/create.ts",
    "node_modules/one/index.js",
    "node_modules/one/lib/more.js",
    "node_modules/@scope/two/index.js",
    "node_modules/one/node_modules/three/index.js",
  ]);
  const entries = text.split(/\n-{80}\n/).slice(1);
  expect(entries.map((entry) => entry.trim())).toEqual([
    "@scope/two 2.0.0\n\nPermission is granted by two.",
    "one 1.0.0 (MIT)\n\nPermission is granted by one.\n\nOne was made by someone.",
    "three 3.0.0 (ISC)\n\nISC",
  ]);
});

test("a package without a license is not redistributed", async () => {
  const root = await treeOf({
    "node_modules/silent/package.json": '{"name":"silent","version":"1.0.0"}',
  });
  await expect(collectLicenses(root, ["node_modules/silent/index.js"])).rejects.toThrow(
    "bundled without a license: silent 1.0.0",
  );
});
