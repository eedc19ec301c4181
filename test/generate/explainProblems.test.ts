import { describe, expect, it } from "vitest";
import type { JudgedChange } from "../../generators/commands/generate/Change.js";
import { explainProblems } from "../../generators/commands/generate/explainProblems.js";
import { shorten } from "../../generators/commands/generate/typeCheck.js";

type Given = Partial<
  Pick<JudgedChange, "kind" | "verdict" | "where" | "text" | "keys" | "usedByProject">
>;
const change = (given: Given): JudgedChange => ({
  of: "api",
  kind: "removed",
  verdict: "breaking",
  where: "GET /robots",
  text: "",
  keys: [],
  usedByRuntime: [],
  usedByProject: [],
  breaksHere: false,
  ...given,
});
const at = { file: "src/main.ts", line: 3 };

describe("the changes behind a type error", () => {
  const owner = change({ text: 'removed "owner"', keys: ["schemas.robot.owner"] });
  const name = change({ text: 'removed "name"', keys: ["schemas.robot.name"] });
  const state = change({ text: "state may be LOST", verdict: "risky", kind: "added" });
  const gone = change({ text: "api path removed", where: "GET /crates" });
  const here = { usedByProject: [at] };

  it.each<[what: string, message: string, changes: JudgedChange[], because: JudgedChange[]]>([
    [
      "one that is used on its line and named by it",
      "Property 'name' does not exist on type 'Robot'.",
      [
        { ...owner, ...here },
        { ...name, ...here },
        { ...state, ...here },
      ],
      [name],
    ],
    [
      "those that break on its line",
      "Operator '+' cannot be applied",
      [{ ...owner, ...here }, name, { ...state, ...here }],
      [owner],
    ],
    ["what is worth a look on its line", "Not all paths return", [{ ...state, ...here }], [state]],
    ["one that it names", "Property 'name' is missing", [owner, name], [name]],
    [
      "an operation that a helper lacks",
      'this API description lacks what the helper needs: "GET /crates: no such operation"',
      [owner, gone],
      [gone],
    ],
    [
      "a field that a helper lacks",
      'this API description lacks what the mode needs: "GET /robots: no field owner in the response"',
      [name, owner],
      [owner],
    ],
    [
      "one that is used in the function around it",
      "Parameter 'x' implicitly has an 'any' type.",
      [owner, { ...gone, usedByProject: [{ file: at.file, line: 2 }] }],
      [gone],
    ],
    ["none", "Cannot find name 'x'.", [owner, gone], []],
  ])("%s", (_, message, changes, because) => {
    const [problem] = explainProblems([{ ...at, message, scope: { first: 2, last: 5 } }], changes);
    expect(problem?.because).toEqual(because.map(({ where, text }) => `${where}: ${text}`));
  });
});

describe("the explanation of an error", () => {
  it("names what a helper lacks, not the types around it", () => {
    const lacks = '"this API description lacks what the helper needs"';
    const message = `Type 'PlatformClient<paths>' is not assignable to type 'ClientFor<paths, TestNeeds>'. Property '${lacks}' is missing in type 'PlatformClient<paths>' but required in type '{ readonly ${lacks}: "GET /jobs: no field jobID in the response" | "GET /metrics: no such operation"; }'.`;
    expect(shorten(message)).toBe(
      'this API description lacks what the helper needs: "GET /jobs: no field jobID in the response" | "GET /metrics: no such operation"',
    );
  });

  it("leaves out inline types", () => {
    const type = `{ ${"name?: string; ".repeat(20)}}`;
    expect(shorten(`Property 'x' does not exist on type '${type}'.`)).toBe(
      "Property 'x' does not exist on type '{ … }'.",
    );
  });
});
