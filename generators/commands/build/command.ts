import { defineCommand } from "../../cli/command.js";

export const command = defineCommand({
  name: "build",
  summary: "Bundle src/main.ts into dist: the program that the platform starts.",
  usage: "metrics-project build",
  options: {
    standalone: {
      type: "boolean",
      summary: "put beside it what it needs to run elsewhere: assets and external packages",
    },
  },
  details: [
    'Packages that cannot be bundled, such as native modules, are named in package.json: "metricsBuild":',
    '{ "external": ["sharp"] }. The bundle finds them in node_modules; with --standalone dist has a node_modules',
    "of these alone, with what they depend on, and a copy of assets/, as the image needs it.",
  ].join("\n"),
  examples: [["metrics-project build --standalone", "what the Dockerfile runs"]],
  exitCodes: "0 done, 1 failed, 2 wrong usage, 130 cancelled",
  async run(world, { options }) {
    const { buildProject } = await import("./buildProject.js");
    return await buildProject(world, { standalone: options.standalone ?? false });
  },
});
