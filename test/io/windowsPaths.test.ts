import { win32 } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packageFolderOf } from "../../generators/commands/build/bundle.js";
import { nameOf } from "../../generators/commands/build/findPackage.js";
import { uniqueNames } from "../../generators/commands/rehearse/tests/uniqueNames.js";
import { linkFrom } from "../../generators/commands/view/linkFrom.js";
import { isDeviceName, pathProblem } from "../../generators/io/insidePath.js";
import { renamePatiently, renamePatientlySync } from "../../generators/io/renamePatiently.js";
import { isWithin, slashed, slashedFrom } from "../../generators/io/slashed.js";
import { topicNames } from "../../generators/logs/scaffold/topicNames.js";
import { partName } from "../../generators/metric/partName.js";
import { fileNameOf } from "../../runtime/platform/src/fileNameOf.js";
import * as ofRun from "../../runtime/platform/src/pathInRun.js";
import { isBelow } from "../../runtime/src/run/isBelow.js";
import { outputPath } from "../../runtime/src/run/outputPath.js";
import { filesBelow, read } from "../imports/importsOf.js";

describe("paths by the rules of Windows", () => {
  it.each([
    ["C:\\p", "C:\\p\\src\\main.ts", "src/main.ts"],
    ["C:\\p", "c:\\P\\src\\main.ts", "src/main.ts"],
    // As TypeScript, git and esbuild spell absolute paths.
    ["C:\\p", "C:/p/src/main.ts", "src/main.ts"],
    ["C:/p", "C:\\p\\src\\main.ts", "src/main.ts"],
    ["C:\\p\\", "C:\\p\\src\\main.ts", "src/main.ts"],
    ["C:\\", "C:\\p\\main.ts", "p/main.ts"],
    ["\\\\server\\share\\p", "\\\\server\\share\\p\\a b\\main.ts", "a b/main.ts"],
    ["C:\\p\\out", "C:\\p\\logs\\a.csv", "../logs/a.csv"],
    ["C:\\p", "C:\\p", ""],
    ["C:\\p", "D:\\logs\\a.csv", "D:/logs/a.csv"],
  ])("from %s, %s is %j", (folder, file, path) => {
    expect(slashedFrom(folder, file, win32)).toBe(path);
    expect(ofRun.slashedFrom(folder, file, win32)).toBe(path);
  });

  it("leads back to the same file, for any folder and file of a drive", () => {
    const names = fc.array(fc.stringMatching(/^[a-z .]{0,6}[a-z]$/), { maxLength: 4 });
    fc.assert(
      fc.property(names, names, (folder, file) => {
        const [from, to] = [folder, file].map((parts) => win32.join("C:\\", ...parts));
        const path = slashedFrom(from ?? "", to ?? "", win32);
        expect(path).not.toContain("\\");
        expect(win32.resolve(from ?? "", path)).toBe(win32.resolve(to ?? ""));
      }),
    );
  });

  it.each([
    ["C:\\p", "C:\\p\\a", true],
    ["C:\\p", "C:\\P\\a", true],
    ["C:\\p", "C:/p/a", true],
    ["C:\\", "C:\\a", true],
    ["C:\\p", "C:\\p\\..a", true],
    ["C:\\p", "C:\\pq", false],
    ["C:\\p", "C:\\", false],
    ["C:\\p", "C:\\p\\..\\q", false],
    ["C:\\p", "D:\\p\\a", false],
    ["C:\\p", "\\\\server\\share\\a", false],
  ])("in %s, %s is below: %s", (folder, file, below) => {
    expect(isWithin(folder, file, win32)).toBe(below);
    expect(isBelow(folder, file, win32)).toBe(below);
    expect(ofRun.isBelow(folder, file, win32)).toBe(below);
  });

  it("counts a folder as within itself, but not as a file below itself", () => {
    expect(isWithin("C:\\p", "c:\\p", win32)).toBe(true);
    expect(isBelow("C:\\p", "c:\\p", win32)).toBe(false);
    expect(ofRun.isBelow("C:\\p", "c:\\p", win32)).toBe(false);
  });

  it.each([
    ["C:\\r\\page", "C:\\r\\tests\\lap 1\\log.txt", "../tests/lap%201/log.txt"],
    ["C:\\r/page/runs", "C:\\r\\tests\\50%\\a#b.png", "../../tests/50%25/a%23b.png"],
    ["D:\\page", "C:\\r\\lap 1\\log.txt", "file:///C:/r/lap%201/log.txt"],
  ])("a page in %s links to %s by %s", (folder, file, link) => {
    expect(linkFrom(folder, file, win32)).toBe(link);
  });

  it.each([
    ["C:\\p\\node_modules\\zstd\\build\\x.node", "C:\\p\\node_modules\\zstd", "zstd"],
    ["C:\\p\\node_modules\\@a\\b\\x.node", "C:\\p\\node_modules\\@a\\b", "@a/b"],
    ["C:\\node_modules\\a\\node_modules\\b\\x.js", "C:\\node_modules\\a\\node_modules\\b", "b"],
  ])("%s belongs to the package in %s", (file, folder, name) => {
    expect(packageFolderOf(file, win32)).toBe(folder);
    expect(nameOf(folder, win32)).toBe(name);
  });

  it.each([
    ["src\\main.ts", "src/main.ts"],
    ["src/main.ts", "src/main.ts"],
  ])("%s is written %s", (path, written) => {
    expect(slashed(path, win32)).toBe(written);
  });
});

describe("names of files on Windows", () => {
  it.each([
    [
      ["C:\\a\\lap", "D:\\b\\lap"],
      ["a-lap", "b-lap"],
    ],
    [
      ["C:\\logs\\Lap", "C:/more/lap"],
      ["logs-Lap", "more-lap"],
    ],
    [
      ["C:\\lap", "D:\\lap"],
      ["C_-lap", "D_-lap"],
    ],
    [["\\\\server\\share\\lap"], ["lap"]],
    [
      ["s3://b/con", "s3://b/lap.", "s3://b/a:b"],
      ["_con", "lap_", "a_b"],
    ],
  ])("the tests %j are named %j", (sources, names) => {
    expect([...uniqueNames(sources, "win32").values()]).toEqual(names);
  });

  it("can be the folder of a test, for any source", () => {
    const parts = fc.array(
      fc.oneof(fc.constantFrom("con", "aux.x", "a.", "..", "COM1 "), fc.string()),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(parts, (names) => {
        const source = `s3://${names.join("/")}`;
        for (const name of uniqueNames([source], "win32").values()) {
          expect(pathProblem(name, "win32")).toBeUndefined();
        }
      }),
    );
  });

  it.each(["/aux", "/con", "/lpt1", "/nul"])(
    "the topic %s and a metric of that name have a file",
    (topic) => {
      const slugs = [topicNames([topic]).get(topic)?.slug ?? "", partName(topic.slice(1)).slug];
      expect(slugs.filter(isDeviceName)).toEqual([]);
    },
  );

  it.each([
    ["frames/10:30.png", /not a valid name on Windows/],
    ["con.png", /not a valid name on Windows/],
    ["frames/aux/a.png", /not a valid name on Windows/],
    ["frames./a.png", /not a valid name on Windows/],
    ["a?.png", /not a valid name on Windows/],
    ["Metrics.binproto", /reserved for the message/],
    ["EMISSIONS.resim.jsonl", /reserved for the emissions/],
  ])("outputs.file refuses %s", (path, problem) => {
    expect(() => outputPath(path, "emissions.resim.jsonl", "win32")).toThrow(problem);
  });

  it("outputs.file takes on Linux what only Windows cannot store", () => {
    const paths = ["frames/10:30.png", "con.png", "a?.png"];
    expect(paths.map((path) => outputPath(path, "emissions.resim.jsonl", "linux"))).toEqual(paths);
  });

  it.each(["nul", "com1.x", "a."])("%s is not the ID of an entity of the local platform", (id) => {
    expect(() => fileNameOf(id, "win32")).toThrow(/is not an ID/);
    expect(fileNameOf(id, "linux")).toBe(id);
  });
});

describe("a file that another program has open", () => {
  /** Fails so many times, as Windows does. */
  const busy = (times: number, code: string) => {
    const moves: string[] = [];
    const rename = (from: string, to: string) => {
      moves.push(`${from} to ${to}`);
      if (moves.length <= times) throw Object.assign(new Error(code), { code });
    };
    return { moves, rename };
  };

  it.each(["EPERM", "EACCES", "EBUSY"])(
    "is moved on Windows once it is closed: %s",
    async (code) => {
      const [sync, async_] = [busy(2, code), busy(2, code)];
      renamePatientlySync("a", "b", { platform: "win32", rename: sync.rename });
      await renamePatiently("a", "b", {
        platform: "win32",
        rename: async (from, to) => async_.rename(from, to),
      });
      expect([sync.moves, async_.moves]).toEqual([
        Array(3).fill("a to b"),
        Array(3).fill("a to b"),
      ]);
    },
  );

  it.each([
    ["win32", "ENOENT"],
    ["linux", "EPERM"],
  ] as const)("is an error at once on %s: %s", (platform, code) => {
    const { moves, rename } = busy(2, code);
    expect(() => renamePatientlySync("a", "b", { platform, rename })).toThrow(code);
    expect(moves).toEqual(["a to b"]);
  });
});

describe("sources of the generators", () => {
  // Each of these was a mistake on Windows once: it belongs into io/slashed.ts, which the tests above run.
  const byHand = [
    /\.split\((sep|"\\\\"|path\.sep)\)/,
    /replaceAll\("\\\\", "\/"\)/,
    /startsWith\([^)]*\bsep\b/,
    /new URL\([^)]*\bfile:[^)]*\)\.pathname/,
  ];

  it("leave separators of paths to one file", () => {
    const files = filesBelow("generators", /\.ts$/);
    const found = files.filter((file) => byHand.some((pattern) => pattern.test(read(file))));
    expect(found).toEqual(["generators/io/slashed.ts"]);
  });
});
