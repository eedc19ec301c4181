import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { mergeTrees } from "../../generators/commands/update/mergeTrees.js";
import type { Pristine } from "../../generators/commands/update/pristine.js";
import { bytesOf, type Tree, textOf } from "../../generators/commands/update/tree.js";

type Files = Record<string, string>;

const whole = /^(src\/generated|openapi|vendor|samples)\//;

function pristine(files: Files): Pristine {
  return new Map(
    Object.entries(files).map(([path, text]) => [
      path,
      whole.test(path) ? { sha256: createHash("sha256").update(text).digest("hex") } : { text },
    ]),
  );
}

const tree = (files: Files): Tree =>
  new Map(Object.entries(files).map(([path, text]) => [path, bytesOf(text)]));

/** Merges; returns the resulting files of the project, and what is reported. */
function merge(base: Files, mine: Files, theirs: Files) {
  const merged = mergeTrees({
    base: pristine(base),
    mine: tree(mine),
    theirs: tree(theirs),
    labels: { mine: "yours", theirs: "theirs" },
  });
  const files: Files = { ...mine };
  for (const { kind, path, from, bytes } of merged.changes) {
    if (kind === "moved" && from) delete files[from];
    if (bytes) files[path] = textOf(bytes) ?? "";
    else delete files[path];
  }
  return {
    files,
    kinds: merged.changes.map(({ kind, path }) => `${kind} ${path}`),
    conflicts: merged.conflicts,
    kept: merged.kept,
  };
}

const a = "one\ntwo\nthree\nfour\nfive\nsix\n";
const aMine = a.replace("six", "SIX");
const aTheirs = a.replace("one", "ONE");
const aBoth = aMine.replace("one", "ONE");

describe("the user's changes x the template's changes", () => {
  const users: Record<string, Files> = {
    nothing: { "a.ts": a },
    edited: { "a.ts": aMine },
    deleted: {},
    moved: { "lib/a.ts": a },
    "moved and edited": { "lib/a.ts": aMine },
    "saved with CRLF": { "a.ts": a.replaceAll("\n", "\r\n") },
  };
  const templates: Record<string, Files> = {
    nothing: { "a.ts": a },
    changed: { "a.ts": aTheirs },
    removed: {},
    moved: { "b.ts": a },
    "moved and changed": { "b.ts": aTheirs },
  };
  const want: Record<string, Record<string, Files>> = {
    nothing: {
      nothing: { "a.ts": a },
      changed: { "a.ts": aTheirs },
      removed: {},
      moved: { "b.ts": a },
      "moved and changed": { "b.ts": aTheirs },
    },
    edited: {
      nothing: { "a.ts": aMine },
      changed: { "a.ts": aBoth },
      removed: { "a.ts": aMine },
      moved: { "b.ts": aMine },
      "moved and changed": { "b.ts": aBoth },
    },
    deleted: { nothing: {}, changed: {}, removed: {}, moved: {}, "moved and changed": {} },
    moved: {
      nothing: { "lib/a.ts": a },
      changed: { "lib/a.ts": aTheirs },
      removed: { "lib/a.ts": a },
      moved: { "lib/a.ts": a },
      "moved and changed": { "lib/a.ts": aTheirs },
    },
    "moved and edited": {
      nothing: { "lib/a.ts": aMine },
      changed: { "lib/a.ts": aBoth },
      removed: { "lib/a.ts": aMine },
      moved: { "lib/a.ts": aMine },
      "moved and changed": { "lib/a.ts": aBoth },
    },
    "saved with CRLF": {
      nothing: { "a.ts": a.replaceAll("\n", "\r\n") },
      changed: { "a.ts": aTheirs.replaceAll("\n", "\r\n") },
      removed: {},
      moved: { "b.ts": a.replaceAll("\n", "\r\n") },
      "moved and changed": { "b.ts": aTheirs.replaceAll("\n", "\r\n") },
    },
  };
  for (const [user, mine] of Object.entries(users)) {
    test.each(Object.entries(templates))(`${user} x %s`, (template, theirs) => {
      const merged = merge({ "a.ts": a }, mine, theirs);
      expect(merged.files).toEqual(want[user]?.[template]);
      expect(merged.conflicts).toEqual([]);
    });
  }

  test.each([
    ["listed if the template changed it", aTheirs, [{ path: "a.ts", reason: "deleted by you" }]],
    ["not listed if the template did not change it", a, []],
  ])("a file that the user deleted is %s", (_, theirs, kept) => {
    expect(merge({ "a.ts": a }, {}, { "a.ts": theirs }).kept).toEqual(kept);
  });
});

describe("conflicts", () => {
  test("the same line changed differently", () => {
    const { files, conflicts } = merge(
      { "a.ts": a },
      { "a.ts": a.replace("two", "mine") },
      { "a.ts": a.replace("two", "theirs") },
    );
    expect(files["a.ts"]).toContain("<<<<<<< yours\nmine\n=======\ntheirs\n>>>>>>> theirs\n");
    expect(conflicts).toEqual([
      {
        path: "a.ts",
        places: 1,
        base: bytesOf(a),
        mine: bytesOf(a.replace("two", "mine")),
        theirs: bytesOf(a.replace("two", "theirs")),
      },
    ]);
  });

  test("both added a file of that name", () => {
    const { conflicts, files } = merge({}, { "new.ts": "mine\n" }, { "new.ts": "theirs\n" });
    expect(conflicts.map(({ path, base }) => ({ path, base }))).toEqual([
      { path: "new.ts", base: undefined },
    ]);
    expect(files["new.ts"]).toBe("<<<<<<< yours\nmine\n=======\ntheirs\n>>>>>>> theirs\n");
  });

  test("both added the same file", () => {
    expect(merge({}, { "new.ts": a }, { "new.ts": a })).toMatchObject({ kinds: [], conflicts: [] });
  });
});

describe("files that are replaced or kept as a whole", () => {
  test("an untouched one is replaced, an edited one is kept and named", () => {
    const base = { "samples/a/log.csv": "1\n", "samples/b/log.csv": "1\n" };
    const theirs = { "samples/a/log.csv": "2\n", "samples/b/log.csv": "2\n" };
    const merged = merge(base, { ...base, "samples/b/log.csv": "mine\n" }, theirs);
    expect(merged.files).toEqual({ "samples/a/log.csv": "2\n", "samples/b/log.csv": "mine\n" });
    expect(merged.kept).toEqual([{ path: "samples/b/log.csv", reason: "changed by you" }]);
  });

  test("our tarballs are replaced by newer ones", () => {
    const merged = merge(
      { "vendor/a-1.tgz": "1" },
      { "vendor/a-1.tgz": "1" },
      { "vendor/a-2.tgz": "2" },
    );
    expect(merged.files).toEqual({ "vendor/a-2.tgz": "2" });
  });

  test("a description that the user took from elsewhere keeps all that was generated from it", () => {
    const base = { "openapi/platform.yaml": "1", "src/generated/paths.ts": "1" };
    const mine = { "openapi/platform.yaml": "mine", "src/generated/paths.ts": "mine" };
    const theirs = {
      "openapi/platform.yaml": "2",
      "src/generated/paths.ts": "2",
      "src/generated/more.ts": "2",
    };
    const merged = merge(base, mine, theirs);
    expect(merged.files).toEqual(mine);
    expect(merged.kept.map(({ path }) => path)).toEqual(Object.keys(mine));
  });

  test("untouched generated files follow the template", () => {
    const base = { "openapi/platform.yaml": "1", "src/generated/paths.ts": "1" };
    const theirs = { "openapi/platform.yaml": "2", "src/generated/more.ts": "2" };
    expect(merge(base, base, theirs).files).toEqual(theirs);
  });
});

test("package.json merges by member, not by line", () => {
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  const { files, conflicts } = merge(
    { "package.json": json({ name: "a", dependencies: { runtime: "file:1.tgz" } }) },
    {
      "package.json": json({ name: "a", dependencies: { mine: "^1.0.0", runtime: "file:1.tgz" } }),
    },
    { "package.json": json({ name: "a", dependencies: { runtime: "file:2.tgz" }, engines: {} }) },
  );
  expect(conflicts).toEqual([]);
  expect(JSON.parse(files["package.json"] ?? "")).toEqual({
    name: "a",
    dependencies: { mine: "^1.0.0", runtime: "file:2.tgz" },
    engines: {},
  });
});
