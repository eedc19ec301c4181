import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shellWord } from "../../generators/io/shellWord.js";

test.each([
  ["linux", "run_1.mcap", "run_1.mcap"],
  ["linux", "my run.mcap", "'my run.mcap'"],
  ["linux", "$HOME/run", "'$HOME/run'"],
  ["linux", "it's", `'it'\\''s'`],
  ["linux", "", "''"],
  ["win32", String.raw`C:\logs\run.mcap`, String.raw`C:\logs\run.mcap`],
  ["win32", String.raw`C:\my logs\run.mcap`, String.raw`"C:\my logs\run.mcap"`],
] as const)("on %s, %j is written %s", (platform, word, written) => {
  expect(shellWord(word, platform)).toBe(written);
});

describe.skipIf(process.platform === "win32")("in a POSIX shell (skipped on Windows)", () => {
  test("every string is one word, and the shell expands nothing of it", () => {
    const words = fc.array(
      fc.string({ unit: "grapheme" }).map((word) => word.replaceAll("\0", "")),
    );
    fc.assert(
      fc.property(words, (all) => {
        const line = all.map((word) => shellWord(word, "linux")).join(" ");
        const script = `for word in ${line}; do printf '%s\\0' "$word"; done`;
        const said = execFileSync("/bin/sh", ["-c", script], { encoding: "utf8" });
        expect(said).toBe(all.map((word) => `${word}\0`).join(""));
      }),
      { numRuns: 100 },
    );
  });
});
