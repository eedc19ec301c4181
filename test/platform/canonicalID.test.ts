import { expect, it } from "vitest";
import { canonicalID } from "../../runtime/platform/src/canonicalID.js";

const id = "0f0e0d0c-0b0a-4000-8000-0123456789ab";

it.each([
  ["as it is", id],
  ["in capitals", id.toUpperCase()],
  ["without hyphens", id.replaceAll("-", "")],
  ["in braces", `{${id}}`],
  ["in rows of braces", `{{}${id}}}`],
  ["as a URN", `urn:uuid:${id}`],
])("reads an ID %s", (_, text) => {
  expect(canonicalID(text)).toBe(id);
});

it.each(["", "{}", "not an ID", `${"{".repeat(1_000_000)}x`])("leaves what is none", (text) => {
  expect(canonicalID(text)).toBe(text);
});

it("handles a million braces without quadratic time", () => {
  expect(canonicalID(`${"}".repeat(1_000_000)}x${"}".repeat(1_000_000)}`)).toHaveLength(2_000_001);
});
