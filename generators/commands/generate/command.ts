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
  summary: "Regenerate the API client and the protobuf bindings, and report the changes.",
  usage: "metrics-project generate [options]",
  options: {
    openapi: {
      type: "string",
      value: "FILE|URL|-",
      summary:
        "new description of the platform's API (OpenAPI 3.0 or 3.1); - for stdin, saved for the last URL",
    },
    only: {
      type: "string",
      multiple: true,
      value: "TAG|OPERATION",
      summary: "restrict the client to these; saved for the next run; all removes the restriction",
    },
    proto: {
      type: "string",
      value: "DIR|FILE",
      summary: "new .proto files: of the platform, or of your own logs",
    },
    logs: {
      type: "string",
      value: "LOG|DIR",
      summary: "write only the types of this log's messages, to src/generated/logs",
    },
    emissions: {
      type: "boolean",
      summary: "write only src/generated/emissions.ts, from .resim/metrics/config.resim.yml",
    },
    topic: {
      type: "string",
      multiple: true,
      value: "TOPIC",
      summary: "with --logs: only these topics",
    },
    "accept-breaking": {
      type: "boolean",
      summary: "write even if a breaking change affects your code",
    },
    accept: {
      type: "string",
      value: "REASON",
      summary:
        "accept the breaking changes permanently: saved with this reason to openapi/accepted-changes.yaml",
    },
    check: {
      type: "boolean",
      summary: "write nothing; exit with code 3 if something would change",
    },
    "dry-run": { type: "boolean", summary: "write nothing; only report" },
    json: {
      type: "boolean",
      summary:
        "print the report as JSON on stdout: exitCode, written, breaking, breakingHere, changes, …",
    },
    summary: {
      type: "string",
      value: "FILE",
      summary: "also write the report as Markdown, for a pull request; - for stdout",
    },
  },
  details: [
    "Without --openapi and --proto, it regenerates from openapi/platform.yaml and proto/, and the types of emissions from",
    ".resim/metrics/config.resim.yml if it exists.",
    "",
    "Before it writes, it compares old and new, finds where your code and the runtime use what changed, and type-checks",
    "the project against the result. If a breaking change affects your code or the runtime, or causes a new type error,",
    "it writes nothing and exits with code 3. --accept-breaking writes anyway. Other breaking changes are reported and",
    "written, with exit code 0.",
    "",
    "Its tools (openapi-typescript, ts-proto, buf) are downloaded once at pinned versions into your cache folder, or the",
    "folder set by METRICS_CACHE. After that, it works offline.",
  ].join("\n"),
  examples: [
    [
      "metrics-project generate --check",
      "in CI: exit with code 3 if the generated files are stale",
    ],
    [
      "metrics-project generate --openapi new.yaml --dry-run",
      "report what a new description would change, and who uses it",
    ],
    [
      "metrics-project generate --only getBuild,'GET /projects'",
      "generate a client with only what you and the runtime call",
    ],
    ["metrics-project generate --proto ../robot/protos", "generate bindings for your own messages"],
  ],
  exitCodes:
    "0 done, 1 failed, 2 wrong usage, 3 a breaking change affects your code, or --check found a difference",
  async run(world, { options }) {
    const { check, json, summary } = options;
    if (json && summary === "-") {
      throw usageError("--json and --summary - cannot both write to stdout", {
        hint: "Pass a file for the Markdown.",
      });
    }
    if (options.accept?.trim() === "") throw usageError("--accept requires a reason");
    const writeSummary = await openSummary(world, summary);
    const common = {
      acceptBreaking: options["accept-breaking"],
      dryRun: options["dry-run"],
      check,
    };
    const { logs, topic: topics, openapi, only, proto } = options;
    if (logs !== undefined && [openapi, only, proto].some((one) => one !== undefined)) {
      throw usageError("--logs writes only the types of logs", {
        hint: "Run generate separately for --openapi, --only and --proto.",
      });
    }
    if (logs === undefined && topics !== undefined) throw usageError("--topic requires --logs");
    if (options.emissions && (logs ?? openapi ?? only ?? proto) !== undefined) {
      throw usageError("--emissions writes only the types of the config's topics", {
        hint: "Run generate separately for the other options.",
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

/** In the form of a report, so that programs can read `written` here, too. */
function reportFailure(world: World, error: unknown): number {
  const failure = describeFailure(world, error);
  const { exitCode } = failure;
  const report = { exitCode, written: false, outcome: "failed", error: failure.error };
  world.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  return exitCode;
}
