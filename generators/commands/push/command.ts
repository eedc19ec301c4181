import { relative, resolve } from "node:path";
import { defineCommand, type World } from "../../cli/command.js";
import { findConfig } from "../../emissions/findConfig.js";
import { readConfig } from "../../emissions/readConfig.js";
import { CommandError, usageError } from "../../io/CommandError.js";
import { insidePath } from "../../io/insidePath.js";
import { lockFolder } from "../../io/lockFolder.js";
import { printableLine } from "../../io/printable.js";
import { readAccess } from "../../platform/readAccess.js";
import type { PushState } from "./PushState.js";
import type { PushTest } from "./readTests.js";

export const command = defineCommand({
  name: "push",
  summary: "Upload a rehearsal's tests and emissions to the platform as a batch.",
  usage: "metrics-project push [DIR] --project NAME|ID --branch NAME|ID",
  options: {
    project: { type: "string", value: "NAME|ID", summary: "project on the platform" },
    branch: {
      type: "string",
      value: "NAME|ID",
      summary: "branch whose config defines the metrics",
    },
    "metrics-set": {
      type: "string",
      value: "NAME",
      summary: "metrics set to evaluate the tests with",
    },
    name: { type: "string", summary: "name of the batch (default: chosen by the platform)" },
    "system-version": {
      type: "string",
      value: "VERSION",
      summary: "version that was tested; uses its newest build, or creates one",
    },
    system: { type: "string", value: "NAME|ID", summary: "system of that build" },
    suite: { type: "string", value: "ID", summary: "test suite of the batch" },
    again: { type: "boolean", summary: "push a rehearsal again, as a new batch" },
    config: { type: "string", value: "FILE", summary: "batch config (default: METRICS_CONFIG)" },
    "api-url": {
      type: "string",
      value: "URL",
      summary: "base URL of the API (default: https://api.resim.ai/v1)",
    },
  },
  positionals: [{ name: "DIR", summary: "folder of a rehearsal (default: rehearsal)" }],
  details: [
    "The tests become tests of a light batch: the platform runs only the queries of the branch's config. Sync the config",
    "first (`resim metrics sync`). Emissions and the media files they name are uploaded; a failed test is closed as an",
    "error. To resume an interrupted push, run the command again: DIR/pushed.json records the progress.",
    "The token is read from SIGNALFLAG_AUTH_TOKEN or RESIM_AUTH_TOKEN, or from the config file.",
  ].join("\n"),
  examples: [
    [
      "metrics-project push --project robots --branch main --metrics-set main",
      "push the last rehearsal, evaluated with a metrics set of that branch",
    ],
  ],
  exitCodes: "0 all uploaded, 1 some failed, 2 wrong usage, 130 cancelled",
  async run(world, { options, positionals }) {
    const { readRehearsal } = await import("../../view/source/readRehearsal.js");
    const [shown = "rehearsal"] = positionals;
    // A given folder may be anywhere; the default one is in this project.
    const folder =
      positionals.length === 0 ? insidePath(world.cwd, shown) : resolve(world.cwd, shown);
    const rehearsal = await readRehearsal(folder);
    if (rehearsal === undefined) {
      throw usageError(`no rehearsal in ${shown}`, {
        hint: "Run `metrics-project rehearse` first, or pass the folder of its outputs.",
      });
    }
    const access = await readAccess(world, options);
    const given = { ...options, project: options.project ?? access.projectID };
    using _ = await lockFolder(folder, shown, "push");
    const { readTests } = await import("./readTests.js");
    const tests = await readTests(folder, rehearsal, await configOf(world));
    if (!tests.some(({ files }) => files.length > 0)) {
      throw new CommandError(`the tests in ${shown} have no emissions`, {
        hint: "A light batch needs emissions: *.resim.jsonl files in a test's outputs.",
      });
    }
    tellWarnings(world, tests);
    const { createLog, createPlatformClient, logLevelFrom } = await import(
      "@metrics-project/runtime"
    );
    const { apiURL, authToken } = access;
    const log = createLog(world.stderr, logLevelFrom(world.env));
    const client = createPlatformClient({ apiURL, authToken, log, env: world.env });
    const { openBatch } = await import("./openBatch.js");
    const startedAt = rehearsal.startedAt ?? "";
    const batch = await openBatch(world, { client, folder, apiURL, startedAt, given });
    return await bring(world, { ...batch, client, folder, tests });
  },
});

async function configOf(world: World) {
  const path = findConfig(world.cwd);
  return path === undefined ? undefined : (await readConfig(world.cwd, [path])).config;
}

function tellWarnings(world: World, tests: readonly PushTest[]): void {
  for (const { name, warnings } of tests) {
    for (const warning of warnings) {
      world.stderr.write(`warning: ${printableLine(`${name}: ${warning}`)}\n`);
    }
  }
}

async function bring(
  world: World,
  {
    client,
    folder,
    tests,
    state,
  }: {
    client: import("@metrics-project/runtime").PlatformClient;
    folder: string;
    tests: readonly PushTest[];
    state: PushState;
  },
): Promise<number> {
  const [{ LightCalls }, { pushTests }, { writeState, stateFile }] = await Promise.all([
    import("./lightCalls.js"),
    import("./pushTests.js"),
    import("./PushState.js"),
  ]);
  const { projectID, batchID } = state;
  const { signal } = world;
  const calls = new LightCalls(client, { projectID, batchID }, signal);
  // One at a time, so that an earlier state never replaces a later one.
  let saved: Promise<void> = Promise.resolve();
  const save = () => {
    saved = saved.then(() => writeState(folder, state));
    return saved;
  };
  if (state.closed) {
    world.stdout.write(`already uploaded: batch ${batchID}\n`);
    world.stderr.write("  Use --again to push it as a new batch.\n");
    return 0;
  }
  const refused = await pushTests(tests, {
    ...{ client, calls, state, save, signal },
    closed: ({ name, files, failure }, refusal) => {
      const bytes = files.reduce((sum, { size }) => sum + size, 0);
      const count = `${files.length} ${files.length === 1 ? "file" : "files"}`;
      const end = refusal ?? failure;
      const note = end === undefined ? "" : `, closed as an error: ${end}`;
      const line = `${name}: ${count}, ${(bytes / 1e6).toFixed(1)} MB${note}`;
      world.stdout.write(`${printableLine(line)}\n`);
    },
  });
  await calls.closeBatch();
  state.closed = true;
  await save();
  world.stdout.write(`batch ${batchID} of project ${projectID} is closed\n`);
  world.stdout.write(`  ${relative(world.cwd, folder) || "."}/${stateFile} records it\n`);
  return refused > 0 ? 1 : 0;
}
