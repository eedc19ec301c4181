import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { filesBelow, type Import, importsOf, read, target } from "./importsOf.js";

/** Which parts of the runtime each part may import from, besides itself. The core's order, bottom up. */
const ground = ["generated", "errors", "log", "facts", "unwritable"];
const allowed: Record<string, string[]> = {
  generated: [],
  errors: [],
  log: [],
  facts: ["generated"],
  unwritable: ["errors"],
  data: ground,
  codec: ground,
  validate: [...ground, "metrics"],
  event: [...ground, "data", "metrics"],
  metrics: [...ground, "data"],
  emissions: [...ground, "data"],
  writer: [...ground, "data", "metrics", "event", "codec"],
  unpack: [...ground, "data", "metrics", "event", "codec"],
  api: [...ground, "codec", "unpack", "data", "metrics", "event", "writer"],
  run: [
    ...ground,
    "codec",
    "data",
    "metrics",
    "event",
    "writer",
    "unpack",
    "validate",
    "api",
    "emissions",
  ],
  messages: ["generated", "metrics"],
  index: [
    ...ground,
    "codec",
    "data",
    "metrics",
    "event",
    "writer",
    "unpack",
    "validate",
    "api",
    "run",
    "emissions",
  ],
  // Pure functions over columns: what they need of the core stands low in it.
  robotics: [...ground, "data", "metrics", "event", "writer"],
  // A sub-path of its own: what reads no recordings loads none of it.
  logs: ["errors", "log"],
};

/** Formats are folders of their own, below `logs`; each may share these with the others. */
const sharedByFormats = /^runtime\/src\/logs\/(?:decoders\/|text\/)?[^/]+$/;

/** The same for the folders of `api`. */
const allowedInApi: Record<string, string[]> = {
  http: [],
  objects: ["http"],
  batches: ["http", "objects"],
  tests: ["http", "objects", "batches"],
  reports: ["http", "batches"],
  sweeps: ["http", "batches"],
};

interface Manifest {
  name: string;
  exports: Record<string, unknown>;
  dependencies: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(read(`${folder}/package.json`)) as Manifest;
}

/** `runtime/src/api/http/x.ts` and `runtime/src/api.ts` both belong to the part `api`. */
function partOf(path: string): string {
  const inside = path.replace(/^runtime\/src\//, "");
  return inside.split("/")[0]?.replace(/\.(ts|js)$/, "") ?? inside;
}

describe("who may import whom", () => {
  const runtime = importsOf("runtime/src");
  const platform = importsOf("runtime/platform/src");
  const generators = importsOf("generators");

  it("finds the imports it is meant to judge", () => {
    expect(runtime.length).toBeGreaterThan(20);
    expect(platform.length).toBeGreaterThan(20);
    expect(generators.length).toBeGreaterThan(5);
  });

  it.each(Object.keys(allowed))("runtime/src/%s imports only lower layers", (part) => {
    const wrong = runtime.filter((one) => {
      const path = target(one);
      if (partOf(one.file) !== part || path === undefined) return false;
      const to = partOf(path);
      return to !== part && !allowed[part]?.includes(to);
    });
    expect(wrong).toEqual([]);
  });

  // It judges anyone's bytes: how metrics are made is nothing to it.
  it("the validator imports only the descriptions of metrics' messages", () => {
    const known = [
      "describeType",
      "definition",
      "messageRules",
      "references",
      "rules",
      "table",
      "wireName",
    ];
    const wrong = runtime.filter((one) => {
      const path = target(one);
      if (partOf(one.file) !== "validate" || path === undefined) return false;
      return partOf(path) === "metrics" && !known.some((name) => path.endsWith(`/${name}.js`));
    });
    expect(wrong).toEqual([]);
  });

  it("the folders of runtime/src/api also keep their order", () => {
    const folderOf = (path: string) => /^runtime\/src\/api\/(.+?)\//.exec(path)?.[1];
    const files = runtime.filter(({ file }) => partOf(file) === "api");
    const wrong = files.filter((one) => {
      const from = folderOf(one.file);
      const path = target(one);
      if (from === undefined || path === undefined || partOf(path) !== "api") return false;
      const to = folderOf(path);
      return to !== from && !allowedInApi[from]?.includes(to ?? "");
    });
    expect(wrong).toEqual([]);
    expect([...new Set(files.map(({ file }) => folderOf(file)))].sort()).toEqual(
      Object.keys(allowedInApi).sort(),
    );
  });

  it("every part of the runtime has its place in the order", () => {
    const parts = new Set(runtime.map(({ file }) => partOf(file)));
    expect([...parts].filter((part) => !(part in allowed))).toEqual([]);
  });

  it("the runtime imports nothing from outside its folder but packages", () => {
    const out = runtime.filter((one) => target(one)?.startsWith("runtime/src/") === false);
    expect(out).toEqual([]);
  });

  it("the local platform imports nothing from outside its folder but packages", () => {
    const out = platform.filter(
      (one) => target(one)?.startsWith("runtime/platform/src/") === false,
    );
    expect(out).toEqual([]);
  });

  it("the generators import our libraries only by their package entry points", () => {
    const inside = generators.filter((one) => target(one)?.startsWith("runtime/") === true);
    expect(inside).toEqual([]);
  });

  it("a format of recordings imports no other format, and reading imports none", () => {
    const wrong = runtime.filter((one) => {
      const path = target(one);
      if (!path?.startsWith("runtime/src/logs/") || sharedByFormats.test(path)) return false;
      return posix.dirname(path) !== posix.dirname(one.file);
    });
    expect(wrong).toEqual([]);
  });

  it("packages for recordings and robotics are optional, and only loaded on demand", () => {
    const { peerDependencies = {}, peerDependenciesMeta = {} } = manifestOf("runtime");
    const peers = Object.keys(peerDependencies);
    expect(peers.filter((name) => peerDependenciesMeta[name]?.optional !== true)).toEqual([]);
    const wrong = runtime.filter(
      ({ file, specifier }) =>
        peers.some((name) => specifier === name || specifier.startsWith(`${name}/`)) &&
        !/^runtime\/src\/(logs|robotics)\/[^/]+\/[^/]+$/.test(file),
    );
    expect(wrong).toEqual([]);
  });

  it("nobody imports an entry point of our libraries that they do not have", () => {
    const doors = new Set(
      ["runtime", "runtime/platform"].flatMap((folder) => {
        const { name, exports } = manifestOf(folder);
        return Object.keys(exports).map((door) => posix.join(name, door));
      }),
    );
    const unknown = [...runtime, ...platform, ...generators].filter(
      ({ specifier }) => specifier.startsWith("@metrics-project/") && !doors.has(specifier),
    );
    expect(doors.size).toBeGreaterThan(3);
    expect(unknown).toEqual([]);
  });

  it.each([
    ["runtime", runtime],
    ["runtime/platform", platform],
  ])("%s declares every package that it imports", (folder, imports) => {
    const { dependencies, peerDependencies = {} } = manifestOf(folder);
    const known = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies)]);
    const missing = imports
      .map(({ specifier }) => specifier)
      .filter((name) => !name.startsWith(".") && !name.startsWith("node:"))
      .map((name) =>
        name
          .split("/")
          .slice(0, name.startsWith("@") ? 2 : 1)
          .join("/"),
      )
      .filter((name) => !known.has(name));
    expect([...new Set(missing)]).toEqual([]);
  });
});

/** The files of each loop of imports, types included. */
function circlesAmong(imports: readonly Import[]): string[][] {
  const links = new Map<string, string[]>();
  for (const one of imports) {
    const to = target(one)?.replace(/\.js$/, ".ts");
    if (to !== undefined) links.set(one.file, [...(links.get(one.file) ?? []), to]);
  }
  const circles: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, path: string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) circles.push(path.slice(start));
    if (start >= 0 || done.has(file)) return;
    for (const next of links.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of links.keys()) visit(file, []);
  return circles;
}

describe("the shape of the code", () => {
  const sources = ["generators", "runtime/src", "runtime/platform/src", "templates", "test"]
    .flatMap((folder) => filesBelow(folder, /\.(ts|mts|mjs|hbs)$/))
    .filter((file) => !/generated|fixtures/.test(file));

  it("no files import each other in a circle, not even for a type", () => {
    expect(circlesAmong(importsOf("runtime/src"))).toEqual([]);
    expect(circlesAmong(importsOf("runtime/platform/src"))).toEqual([]);
    expect(circlesAmong(importsOf("generators"))).toEqual([]);
    expect(
      circlesAmong([
        { file: "a/one.ts", specifier: "./two.js" },
        { file: "a/two.ts", specifier: "../b/three.js" },
        { file: "b/three.ts", specifier: "../a/one.js" },
        { file: "b/four.ts", specifier: "../a/one.js" },
      ]),
    ).toEqual([["a/one.ts", "a/two.ts", "b/three.ts"]]);
  });

  it("no file is over 400 lines", () => {
    const long = sources
      .map((file) => ({ file, lines: read(file).split("\n").length - 1 }))
      .filter(({ lines }) => lines > 400);
    expect(long).toEqual([]);
  });
});
