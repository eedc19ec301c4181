import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "../../client/document.js";
import { CommandError } from "../../io/CommandError.js";
import { inTemporaryFolder } from "../../io/inTemporaryFolder.js";
import { runProgram } from "../../io/runProgram.js";
import type { OasdiffChange } from "./OasdiffChange.js";
import type { Tools } from "./Tools.js";
import { toVersion30 } from "./toVersion30.js";

/**
 * Every change between two descriptions in oasdiff's own words, which are read by their form: the
 * fixture of test/generate/oasdiff.test.ts holds one of each kind, as the pinned version says it.
 *
 * @throws CommandError where it refuses one of them
 */
export async function runOasdiff(
  before: JsonObject,
  after: JsonObject,
  tools: Tools,
  signal: AbortSignal | undefined,
): Promise<OasdiffChange[]> {
  return await inTemporaryFolder(async (folder) => {
    // Both are brought to one version, so that how null is written makes no difference.
    await writeFile(join(folder, "before.json"), JSON.stringify(toVersion30(before)));
    await writeFile(join(folder, "after.json"), JSON.stringify(toVersion30(after)));
    const { code, stdout, stderr } = await runProgram(
      [
        ...tools.oasdiff,
        ...["changelog", "before.json", "after.json", "--format", "json", "--flatten-allof"],
      ],
      { cwd: folder, env: tools.env, signal },
    );
    if (code !== 0) {
      throw new CommandError(
        `the two descriptions cannot be compared: ${stderr.trim() || stdout.trim()}`,
        { hint: "Is the new one a valid OpenAPI document?" },
      );
    }
    const parsed: unknown = stdout.trim() === "" ? [] : JSON.parse(stdout);
    return Array.isArray(parsed) ? (parsed as OasdiffChange[]) : [];
  });
}
