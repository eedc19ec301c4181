import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pathProblem } from "../../generators/io/insidePath.js";
import { quotedForCmd } from "../../generators/io/startProgram.js";

describe("a path from elsewhere, on Windows", () => {
  it.each([
    ["src/main.ts", undefined],
    ["rehearsal\\tests\\lap", undefined],
    ["src\\..\\..\\other", 'it climbs out with ".."'],
    ["src/..\\other", 'it climbs out with ".."'],
    ["C:\\Users\\me\\x", "it is absolute"],
    ["c:x", "it is absolute"],
    ["\\\\server\\share\\x", "it is absolute"],
    ["//server/share/x", "it is absolute"],
    ["logs/con", "it names a device"],
    ["NUL.txt", "it names a device"],
    ["logs\\com1.csv", "it names a device"],
    ["main.ts:stream", "Windows knows no such name"],
    ["logs/a?.csv", "Windows knows no such name"],
    ["logs/trailing.", "Windows knows no such name"],
    ["logs\\\\x", "a folder in it has no name"],
  ])("%j: %s", (path, problem) => {
    expect(pathProblem(path, "win32")).toBe(problem);
  });
});

/** How a program on Windows takes its command line apart: what Microsoft documents of its C runtime. */
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
  ])("%j is written %s", (argument, written) => {
    expect(quotedForCmd(argument)).toBe(written);
  });

  it("arrives as it was, whatever it holds", () => {
    const words = fc.array(fc.string({ unit: fc.constantFrom(...'ab\\" &^|-') }), { minLength: 1 });
    fc.assert(
      fc.property(words, (argv) => {
        expect(argumentsOf(argv.map(quotedForCmd).join(" "))).toEqual(argv);
      }),
    );
  });
});
