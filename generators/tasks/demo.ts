import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { defineCommand, type World } from "../cli/command.js";
import { runCommand } from "../cli/runCommand.js";
import { runProcess } from "../cli/runProcess.js";
import { packageRoot } from "../io/packageRoot.js";
import type { CommandLine } from "../io/runProgram.js";
import { startProgram } from "../io/startProgram.js";
import { choicesOf, questions } from "../project/answers.js";

/**
 * `npm run demo`: all steps of a user, in their order. Scaffolds a project
 * into .demo, then installs, type-checks, tests, builds and rehearses it: every sample as a test,
 * their batch, and a report. The rehearsal prints the table and the paths of the messages; finally,
 * everything is rendered as one HTML page.
 */
const demo = defineCommand({
  name: "demo",
  summary: "Scaffold a project into .demo and rehearse it.",
  usage: "npm run demo -- [options]",
  options: {
    logs: {
      type: "string",
      choices: choicesOf(questions.logs),
      summary: "log kind (default: mcap)",
    },
  },
  async run(world, { options }) {
    const root = packageRoot();
    const project = join(root, ".demo", "my-metrics");
    const steps: [title: string, cwd: string, command: CommandLine][] = [
      [
        "Scaffold",
        root,
        [
          process.execPath,
          join(root, "dist", "create.cjs"),
          relative(root, project),
          "--yes",
          "--no-install",
          "--no-git",
          `--logs=${options.logs ?? "mcap"}`,
        ],
      ],
      ["Install", project, ["npm", "install", "--no-audit", "--no-fund", "--prefer-offline"]],
      ["Check types", project, ["npm", "run", "--silent", "types"]],
      ["Test", project, ["npm", "test", "--silent"]],
      ["Rehearse", project, ["npm", "run", "--silent", "rehearse"]],
      ["View", project, ["npx", "--no-install", "metrics-project", "view"]],
    ];
    await rm(project, { recursive: true, force: true });
    // Vitest uses the nearest config of the parent folders. It must not be this repository's config, which replaces
    // packages by their sources.
    await mkdir(dirname(project), { recursive: true });
    await writeFile(join(dirname(project), "vitest.config.mjs"), "export default {};\n");
    for (const [title, cwd, command] of steps) {
      world.stdout.write(`\n== ${title}\n`);
      const code = await runStep(world, cwd, command);
      if (code !== 0) {
        world.stderr.write(`error: the demo failed at "${title}" (exit code ${code})\n`);
        return 1;
      }
    }
    world.stdout.write("\nThe messages:\n");
    for (const path of await messagesBelow(project)) {
      world.stdout.write(`  ${relative(world.cwd, path)}\n`);
    }
    return 0;
  },
});

async function messagesBelow(project: string): Promise<string[]> {
  const folder = join(project, "rehearsal");
  const paths = await readdir(folder, { recursive: true });
  const messages = paths.filter((path) => basename(path) === "metrics.binproto");
  return messages.sort().map((path) => join(folder, path));
}

function runStep({ env, signal }: World, cwd: string, command: CommandLine) {
  return new Promise<number>((resolve) => {
    const child = startProgram(command, { cwd, env, stdio: "inherit" });
    const stop = () => child.kill();
    signal.addEventListener("abort", stop, { once: true });
    child.on("error", () => resolve(1));
    child.on("close", (code) => {
      signal.removeEventListener("abort", stop);
      resolve(code ?? 1);
    });
  });
}

await runProcess((world, argv) => runCommand(world, demo, argv));
