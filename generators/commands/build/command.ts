import { defineCommand } from "../../cli/command.js";

export const command = defineCommand({
  name: "build",
  summary: "Bundle src/main.ts into dist, the program that the platform runs.",
  usage: "metrics-project build",
  options: {
    standalone: {
      type: "boolean",
      summary: "also copy what it needs to run elsewhere: assets and external packages",
    },
  },
  details: [
    'List packages that cannot be bundled, such as native modules, in package.json: "metricsBuild":',
    '{ "external": ["sharp"] }. The bundle loads them from node_modules. With --standalone, dist gets a node_modules',
    "with only these packages and their dependencies, and a copy of assets/, for use in the image.",
  ].join("\n"),
  examples: [["metrics-project build --standalone", "as in the Dockerfile"]],
  exitCodes: "0 done, 1 failed, 2 wrong usage, 130 cancelled",
  async run(world, { options }) {
    const { buildProject } = await import("./buildProject.js");
    return await buildProject(world, { standalone: options.standalone ?? false });
  },
});
