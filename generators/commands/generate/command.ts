import { defineCommand, type World } from "../../cli/command.js";
import { describeFailure } from "../../cli/describeFailure.js";
import { reportError } from "../../cli/runCommand.js";
import { usageError } from "../../io/CommandError.js";
import { generate } from "./generate.js";
import { openSummary } from "./openSummary.js";
import { printReport } from "./printReport.js";
import { tallyOf } from "./Report.js";
import { reportAsMarkdown } from "./reportAsMarkdown.js";

export const command = defineCommand({
  name: "generate",
  summary: "Regenerate the API client and the protobuf bindings, and say what changes.",
  usage: "metrics-project generate [options]",
  options: {
    openapi: {
      type: "string",
      value: "FILE|URL|-",
      summary:
        "a new description of the platform's API (OpenAPI 3.0 or 3.1); - for stdin, remembered for the last URL",
    },
    only: {
      type: "string",
      multiple: true,
      value: "TAG|OPERATION",
      summary: "cut the description down to these, remembered for the next time; all for all of it",
    },
    proto: {
      type: "string",
      value: "DIR|FILE",
      summary: "new .proto files: the platform's, or those of your own logs",
    },
    logs: {
      type: "string",
      value: "LOG|DIR",
      summary: "write the types of this log's messages to src/generated/logs, and nothing else",
    },
    emissions: {
      type: "boolean",
      summary:
        "write src/generated/emissions.ts from .resim/metrics/config.resim.yml, and nothing else",
    },
    topic: {
      type: "string",
      multiple: true,
      value: "TOPIC",
      summary: "with --logs: only of these topics",
    },
    "accept-breaking": { type: "boolean", summary: "write even what breaks something used here" },
    accept: {
      type: "string",
      value: "REASON",
      summary:
        "accept what breaks here for good: written, with the reason, to openapi/accepted-changes.yaml",
    },
    check: { type: "boolean", summary: "write nothing; exit 3 where something would change" },
    "dry-run": { type: "boolean", summary: "write nothing; report only" },
    json: {
      type: "boolean",
      summary: "report as JSON on stdout: exitCode, written, breaking, breakingHere, changes, …",
    },
    summary: {
      type: "string",
      value: "FILE",
      summary: "write the report as Markdown, too, for a pull request; - for stdout",
    },
  },
  details: [
    "Without --openapi and --proto it regenerates from openapi/platform.yaml and proto/ as they stand, and",
    "the types of emissions from .resim/metrics/config.resim.yml, where there is one.",
    "Before it writes, it compares old and new, finds where your code and the runtime use what changed,",
    "and type-checks the project against the result. Where a breaking change touches what one of them uses,",
    "or a new type error comes of it, nothing is written: exit code 3, or --accept-breaking. Breaking changes",
    "of what neither uses are reported, and written: exit code 0.",
    "What it runs (openapi-typescript, ts-proto, buf) is fetched once at pinned versions into your cache",
    "folder, or the one that METRICS_CACHE names; from then on it works offline.",
  ].join("\n"),
  examples: [
    ["metrics-project generate --check", "in CI: exit with 3 where the generated files are stale"],
    [
      "metrics-project generate --openapi new.yaml --dry-run",
      "what a new description would change, and who uses it",
    ],
    [
      "metrics-project generate --only getBuild,'GET /projects'",
      "a client of what you call, and of what the runtime does",
    ],
    ["metrics-project generate --proto ../robot/protos", "bindings of your own messages"],
  ],
  exitCodes:
    "0 done, 1 failed, 2 wrong usage, 3 something here would break, or --check found a difference",
  async run(world, { options }) {
    const { check, json, summary } = options;
    if (json && summary === "-") {
      throw usageError("--json and --summary - both want stdout", {
        hint: "Name a file for the Markdown.",
      });
    }
    if (options.accept?.trim() === "") throw usageError("--accept needs a reason");
    const writeSummary = await openSummary(world, summary);
    const common = {
      acceptBreaking: options["accept-breaking"],
      dryRun: options["dry-run"],
      check,
    };
    const { logs, topic: topics, openapi, only, proto } = options;
    if (logs !== undefined && [openapi, only, proto].some((one) => one !== undefined)) {
      throw usageError("--logs writes the types of logs alone", {
        hint: "Run generate once for them, and once for --openapi, --only and --proto.",
      });
    }
    if (logs === undefined && topics !== undefined) throw usageError("--topic needs --logs");
    if (options.emissions && (logs ?? openapi ?? only ?? proto) !== undefined) {
      throw usageError("--emissions writes the types of the config's topics alone", {
        hint: "Run generate once for them, and once for the rest.",
      });
    }
    const report = options.emissions
      ? await (await import("./emissions/generateEmissionTypes.js")).generateEmissionTypes(
          world,
          common,
        )
      : logs === undefined
        ? await generate(world, { openapi, only, proto, acceptFor: options.accept, ...common })
        : await (await import("./generateLogTypes.js")).generateLogTypes(world, {
            logs,
            topics,
            ...common,
          });
    const { outcome } = report;
    const exitCode = outcome === "refused" || (check && outcome !== "unchanged") ? 3 : 0;
    if (json) {
      const { breaking, breakingHere } = tallyOf(report);
      const head = { exitCode, written: outcome === "written", breaking, breakingHere };
      world.stdout.write(`${JSON.stringify({ ...head, ...report }, null, 2)}\n`);
    } else if (summary !== "-") world.stdout.write(printReport(report));
    if (summary !== undefined) await writeSummary(reportAsMarkdown(report));
    if (check && exitCode === 3 && !json) {
      world.stderr.write(`stale: ${[...report.files, ...report.removed].join(", ")}\n`);
    }
    return exitCode;
  },
  reportError(world, error, argv) {
    return argv.includes("--json") ? reportFailure(world, error) : reportError(world, error);
  },
});

/** In the form of a report: a program that reads `written` finds it there, too. */
function reportFailure(world: World, error: unknown): number {
  const failure = describeFailure(world, error);
  const { exitCode } = failure;
  const report = { exitCode, written: false, outcome: "failed", error: failure.error };
  world.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  return exitCode;
}
