import { realpathSync } from "node:fs";
import { relative, sep } from "node:path";

/** The test files that passed, as paths in the project, sorted; from the output of vitest's reporter `json`. */
export function passedTests(root: string, output: string): string[] {
  const { testResults } = JSON.parse(output) as {
    testResults: { name: string; status: string }[];
  };
  const folder = realpathSync(root);
  return testResults
    .filter(({ status }) => status === "passed")
    .map(({ name }) => relative(folder, name).replaceAll(sep, "/"))
    .sort();
}
