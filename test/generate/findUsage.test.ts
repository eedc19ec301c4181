import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Usage } from "../../generators/commands/generate/Change.js";
import { findTools } from "../../generators/commands/generate/findTools.js";
import { findUsage } from "../../generators/commands/generate/findUsage.js";
import { loadProgram, problemsOf } from "../../generators/commands/generate/typeCheck.js";
import { fakeWorld } from "../cli/fakeWorld.js";
import { writeYard, yardDocument } from "./smallProject.js";

/** Each reads the same field, one a line. */
const reads: [how: string, code: string][] = [
  ["by its name", "robot.owner;"],
  ["in brackets", 'robot["owner"];'],
  ["in brackets, by a constant", "robot[key];"],
  ["destructuring, under another name", "export const { owner: renamed = null } = robot;"],
  ["destructuring into a variable", "({ owner: variable } = robot);"],
  ["destructuring a parameter", "[robot].map(({ owner }) => owner);"],
  ["in a loop", "for (const { owner } of [robot]) void owner;"],
  ["of a copy", "({ ...robot }).owner;"],
  ["in a literal of its type", 'export const made: Robot = { name: "a", owner: null };'],
  ["asking whether it is there", '"owner" in robot;'],
  ["as part of a type", 'export type Owner = Robot["owner"];'],
  ["picked, with another", 'export type Picked = Pick<Robot, "name" | "owner">;'],
  ["left out", 'export type Rest = Omit<Robot, "owner">;'],
  ["through a helper of its own", "export const through = read(robot).owner;"],
  ["of a namespace", "(robot as api.Robot).owner;"],
];

const code = `import * as api from "./api.js";
import { read, type Robot } from "./api.js";
declare const robot: Robot;
declare let variable: string | null | undefined;
const key = "owner";
${reads.map(([, line]) => line).join("\n")}
`;

/** What a project may have between its code and what is generated. */
const between = `import type { components } from "./generated/api/paths.js";
export type Robot = components["schemas"]["robot"];
export type { components as generated } from "./generated/api/paths.js";
export const read = <T>(value: T): T => value;
`;

let root: string;
let usage: Usage;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "metrics-project-"));
  const layout = await writeYard(root, code);
  await writeFile(join(root, "src/api.ts"), between);
  const compiler = await (await findTools(fakeWorld())).typescript();
  const program = loadProgram(compiler, layout);
  expect(await problemsOf(compiler, program, layout, fakeWorld().signal)).toEqual([]);
  usage = findUsage(compiler, program, root, yardDocument());
});
afterAll(() => rm(root, { recursive: true, force: true }));

const lineOf = (line: string) => code.split("\n").indexOf(line) + 1;

it.each(reads)("finds a field that is read %s", (_, line) => {
  const place = { file: "src/main.ts", line: lineOf(line) };
  expect(usage.get("schemas.robot.owner")).toContainEqual(expect.objectContaining(place));
});

it("finds no other use of the field", () => {
  const lines = usage.get("schemas.robot.owner")?.map(({ file, line }) => `${file}:${line}`);
  expect(lines?.sort()).toEqual(reads.map(([, line]) => `src/main.ts:${lineOf(line)}`).sort());
});

it("finds no use of a field that is not read", () => {
  expect(usage.has("schemas.robot.weight")).toBe(false);
});

it("finds where the schema is named and where objects of it are created", () => {
  expect(usage.get("schemas.robot")).toMatchObject([
    { file: "src/api.ts", line: 2, how: "names" },
    { file: "src/main.ts", how: "makes" },
  ]);
});
