import { describe, expect, it } from "vitest";
import { importsOf, target } from "./importsOf.js";

/** Which folders of generators each folder may import from, besides itself, bottom up. */
const floor = ["io"];
const libraries = [
  ...floor,
  ...[
    "cli",
    "templates",
    "plop",
    "project",
    "bindings",
    "client",
    "watch",
    "metric",
    "view",
    "compare",
    "logs",
    "tools",
    "platform",
    "emissions",
  ],
];
const allowed: Record<string, string[]> = {
  io: [],
  cli: floor,
  plop: floor,
  watch: floor,
  templates: floor,
  project: [...floor, "plop", "templates", "emissions"],
  bindings: [...floor, "plop", "templates"],
  client: [...floor, "plop", "templates"],
  metric: [...floor, "plop", "templates", "project"],
  logs: [...floor, "templates", "project"],
  platform: [...floor, "cli"],
  tools: [...floor, "cli", "templates"],
  emissions: [...floor, "cli", "templates", "tools", "view"],
  view: [...floor, "cli", "watch"],
  compare: [...floor, "view"],
  // The two bins.
  create: ["cli", "commands/create"],
  "metrics-project": [...floor, "cli", "commandTable"],
  commandTable: ["cli"],
  tasks: [...libraries, "commandTable"],
};

const generators = importsOf("generators");

/** `generators/commands/pull/command.ts` belongs to `commands/pull`, `generators/io/inside.ts` to `io`. */
function folderOf(path: string): string {
  const [first = "", second = ""] = path.replace(/^generators\//, "").split("/");
  return first === "commands" ? `${first}/${second}` : first.replace(/\.(ts|js)$/, "");
}

/** The table loads commands when they are asked for, and tasks of the build run some. */
const runsCommands = new Set(["commandTable", "tasks"]);

function mayImport(from: string, to: string): boolean {
  if (from === to) return true;
  if (from.startsWith("commands/")) return libraries.includes(to);
  if (to.startsWith("commands/") && runsCommands.has(from)) return true;
  return allowed[from]?.includes(to) ?? false;
}

describe("who may import whom among the generators", () => {
  const folders = [...new Set(generators.map(({ file }) => folderOf(file)))].sort();

  it("finds the folders that it is meant to judge", () => {
    expect(folders).toEqual(expect.arrayContaining(["io", "cli", "commands/create", "project"]));
  });

  it.each(folders)("%s imports only lower layers, and no other command", (folder) => {
    const wrong = generators.filter((one) => {
      const path = target(one);
      if (folderOf(one.file) !== folder || path?.startsWith("generators/") !== true) return false;
      return !mayImport(folder, folderOf(path));
    });
    expect(wrong).toEqual([]);
  });

  it("child processes are started in one place, which decides their environment", () => {
    const starting = generators
      .filter(({ specifier }) => /^(node:)?child_process$/.test(specifier))
      .map(({ file }) => file)
      .filter((file) => !file.startsWith("generators/tasks/"));
    expect(starting).toEqual(["generators/io/startProgram.ts"]);
  });
});
