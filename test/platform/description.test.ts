import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { packageRoot } from "../../generators/cli/packageRoot.js";
import { renderDescription } from "../../generators/client/renderDescription.js";

it("is what openapi/platform.yaml says", async () => {
  const source = "openapi/platform.yaml";
  const text = await readFile(join(packageRoot(), source), "utf8");
  const sha256 = createHash("sha256").update(text).digest("hex");
  const rendered = renderDescription({ document: parse(text), source, sha256 });
  const file = join(packageRoot(), "runtime/src/platform/generated/description.ts");
  expect(await readFile(file, "utf8")).toBe(rendered);
});
