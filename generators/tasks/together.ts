import { availableParallelism } from "node:os";
import { packageRoot } from "../io/packageRoot.js";
import { runProgram } from "../io/runProgram.js";

/**
 * `tsx generators/tasks/together.ts SCRIPT...`: runs scripts of package.json side by side, at most one per processor.
 * They start in the given order, so name the longest first. The output of each is printed as a whole when it ends.
 * Exits with 1 if a script failed, after all have ended: one run lists every problem.
 */
async function main(scripts: readonly string[]): Promise<number> {
  const waiting = [...scripts];
  const failed: string[] = [];
  const work = async () => {
    for (let script = waiting.shift(); script !== undefined; script = waiting.shift()) {
      const command = ["npm", "run", "--silent", script] as const;
      const { code, output } = await runProgram(command, { cwd: packageRoot(), env: process.env });
      process.stdout.write(
        `== ${script}: ${code === 0 ? "passed" : `exit code ${code}`}\n${output}`,
      );
      if (code !== 0) failed.push(script);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  if (failed.length === 0) return 0;
  process.stderr.write(`error: failed: ${failed.join(", ")}\n`);
  return 1;
}

process.exitCode = await main(process.argv.slice(2));
