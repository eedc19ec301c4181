import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findWorkspace } from "../../generators/commands/create/findWorkspace.js";
import { temporaryFolder } from "./temporaryFolder.js";

it.each([
  ['{"workspaces":["packages/*"]}', "packages/metrics", true],
  ['{"workspaces":["./packages/*/"]}', "packages/metrics", true],
  ['{"workspaces":["packages/*"]}', "packages/deep/metrics", false],
  ['{"workspaces":["packages/**"]}', "packages/deep/metrics", true],
  ['{"workspaces":{"packages":["tools/metrics"]}}', "tools/metrics", true],
  ['{"workspaces":["runtime"]}', ".demo/metrics", false],
  ['{"name":"plain"}', "metrics", false],
  ["not JSON", "metrics", false],
  ['{"workspaces":[1]}', "metrics", false],
])("with the package.json %s, %s is in the workspace: %s", async (manifest, path, expected) => {
  const root = await temporaryFolder();
  await writeFile(join(root, "package.json"), manifest);
  expect(findWorkspace(join(root, path))).toEqual(
    expected ? { root, packageManager: "npm" } : undefined,
  );
});
