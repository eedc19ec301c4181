import { mkdir, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { assetPath } from "@metrics-project/runtime";
import { afterEach, expect, it } from "vitest";
import { temporaryFolder } from "../temporary.js";

const before = process.cwd();
afterEach(() => process.chdir(before));

async function project(...assets: string[]): Promise<string> {
  const root = await realpath(await temporaryFolder());
  await mkdir(join(root, "src", "deep"), { recursive: true });
  await mkdir(join(root, "assets", "maps"), { recursive: true });
  for (const name of assets) await writeFile(join(root, "assets", name), "");
  return root;
}

it("finds an asset from the project's folder, and from any below", async () => {
  const root = await project("model.onnx", "maps/town.json");
  for (const folder of [root, join(root, "src", "deep")]) {
    process.chdir(folder);
    expect(assetPath("model.onnx")).toBe(join(root, "assets", "model.onnx"));
    expect(assetPath("maps/town.json")).toBe(join(root, "assets", "maps", "town.json"));
  }
});

it("lists the existing files instead", async () => {
  process.chdir(await project("model.onnx"));
  expect(() => assetPath("modell.onnx")).toThrow(
    expect.objectContaining({
      message: expect.stringContaining('no asset "modell.onnx"'),
      hint: "It has: maps, model.onnx.",
    }),
  );
});

it("stays inside the folder", async () => {
  process.chdir(await project());
  expect(() => assetPath("../package.json")).toThrow('got "../package.json"');
});

it("explains how to start if there is no such folder", async () => {
  process.chdir(await temporaryFolder());
  expect(() => assetPath("model.onnx")).toThrow("there is no folder assets");
});
