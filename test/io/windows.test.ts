import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pathProblem } from "../../generators/io/insidePath.js";
import { quotedForCmd } from "../../generators/io/startProgram.js";

describe("an untrusted path on Windows", () => {
  it.each([
    ["src\\..\\..\\other", /\.\./],
    ["src/..\\other", /\.\./],
    ["C:\\Users\\me\\x", /absolute/],
    ["c:x", /absolute/],
    ["\\\\server\\share\\x", /absolute/],
    ["//server/share/x", /absolute/],
    ["logs/con", /device/],
    ["NUL.txt", /device/],
    ["logs\\com1.csv", /device/],
    ["main.ts:stream", /name on Windows/],
    ["logs/a?.csv", /name on Windows/],
    ["logs/trailing.", /name on Windows/],
    ["logs\\\\x", /empty/],
  ])("%j is refused: %s", (path, problem) => {
    expect(pathProblem(path, "win32")).toMatch(problem);
  });

  it.each(["src/main.ts", "rehearsal\\tests\\lap"])("%j is accepted", (path) => {
    expect(pathProblem(path, "win32")).toBeUndefined();
  });
});

/** Splits a command line as programs on Windows do, as documented for Microsoft's C runtime. */
function argumentsOf(line: string): string[] {
  const found: string[] = [];
  let current: string | undefined;
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    const [slashes = ""] = /^\\*/.exec(line.slice(at)) ?? [];
    if (slashes !== "") {
      const before = line[at + slashes.length] === '"';
      current = (current ?? "") + (before ? "\\".repeat(slashes.length >> 1) : slashes);
      at += slashes.length - 1;
      if (!before || slashes.length % 2 === 0) continue;
      current += '"';
      at += 1;
    } else if (line[at] === '"') {
      quoted = !quoted;
      current ??= "";
    } else if (line[at] === " " && !quoted) {
      if (current !== undefined) found.push(current);
      current = undefined;
    } else {
      current = (current ?? "") + line[at];
    }
  }
  return current === undefined ? found : [...found, current];
}

describe("an argument for the shell of Windows", () => {
  it.each([
    ["install", "install"],
    ["vitest@^4.1.12", '"vitest@^4.1.12"'],
    ["C:\\Users\\me\\vendor", "C:\\Users\\me\\vendor"],
    ["C:\\Users\\John Doe\\vendor", '"C:\\Users\\John Doe\\vendor"'],
    ["C:\\John Doe\\", '"C:\\John Doe\\\\"'],
    ["a&b|c", '"a&b|c"'],
    ["", '""'],
  ])("%j is written as %s", (argument, written) => {
    expect(quotedForCmd(argument)).toBe(written);
  });

  it("arrives unchanged, for any content", () => {
    const words = fc.array(fc.string({ unit: fc.constantFrom(...'ab\\" &^|-') }), { minLength: 1 });
    fc.assert(
      fc.property(words, (argv) => {
        expect(argumentsOf(argv.map(quotedForCmd).join(" "))).toEqual(argv);
      }),
    );
  });
});
