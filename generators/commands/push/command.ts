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
  summary: "Send a rehearsal's tests and emissions to the platform, as a batch.",
  usage: "metrics-project push [DIR] --project NAME|ID --branch NAME|ID",
  options: {
    project: { type: "string", value: "NAME|ID", summary: "the project on the platform" },
    branch: {
      type: "string",
      value: "NAME|ID",
      summary: "the branch whose config has the metrics",
    },
    "metrics-set": {
      type: "string",
      value: "NAME",
      summary: "judge the tests by this metrics set",
    },
    name: { type: "string", summary: "what the batch is called (default: the platform decides)" },
    "system-version": {
      type: "string",
      value: "VERSION",
      summary: "version of what was tested; its newest build is taken, or one is made",
    },
    system: { type: "string", value: "NAME|ID", summary: "the system of that build" },
    suite: { type: "string", value: "ID", summary: "the test suite that the batch belongs to" },
    again: { type: "boolean", summary: "push a rehearsal once more, as another batch" },
    config: { type: "string", value: "FILE", summary: "a batch config (default: METRICS_CONFIG)" },
    "api-url": { type: "string", value: "URL", summary: "(default: https://api.resim.ai/v1)" },
  },
  positionals: [{ name: "DIR", summary: "the folder of a rehearsal (default: rehearsal)" }],
  details: [
    "The tests become tests of a light batch, which the platform runs nothing for but the queries of the branch's",
    "config: sync it first (`resim metrics sync`). Emissions and the media that they name are sent; a test that failed",
    "is closed as an error. What broke off goes on when the command runs again: DIR/pushed.json says how far it came.",
    "The token comes from SIGNALFLAG_AUTH_TOKEN or RESIM_AUTH_TOKEN, or from the config file.",
  ].join("\n"),
  examples: [
    [
      "metrics-project push --project robots --branch main --metrics-set main",
      "the last rehearsal, judged by the set of that branch's config",
    ],
  ],
  exitCodes: "0 all of it is there, 1 some is not, 2 wrong usage, 130 cancelled",
  async run(world, { options, positionals }) {
    const { readRehearsal } = await import("../../view/source/readRehearsal.js");
    const [shown = "rehearsal"] = positionals;
    // A folder that is named may lie anywhere; the usual one is that of this project.
    const folder =
      positionals.length === 0 ? insidePath(world.cwd, shown) : resolve(world.cwd, shown);
    const rehearsal = await readRehearsal(folder);
    if (rehearsal === undefined) {
      throw usageError(`there is no rehearsal in ${shown}`, {
        hint: "Run `metrics-project rehearse` first, or name the folder of its outputs.",
      });
    }
    const access = await readAccess(world, options);
    const given = { ...options, project: options.project ?? access.projectID };
    using _ = await lockFolder(folder, shown, "push");
    const { readTests } = await import("./readTests.js");
    const tests = await readTests(folder, rehearsal, await configOf(world));
    if (!tests.some(({ files }) => files.length > 0)) {
      throw new CommandError(`the tests in ${shown} have no emissions`, {
        hint: "A light batch takes emissions alone: *.resim.jsonl among a test's outputs.",
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
  // One after the other: a later state is never followed by an earlier one.
  let saved: Promise<void> = Promise.resolve();
  const save = () => {
    saved = saved.then(() => writeState(folder, state));
    return saved;
  };
  if (state.closed) {
    world.stdout.write(`all of it is there already: batch ${batchID}\n`);
    world.stderr.write("  --again pushes it once more, as another batch.\n");
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
  world.stdout.write(`  ${relative(world.cwd, folder) || "."}/${stateFile} remembers it\n`);
  return refused > 0 ? 1 : 0;
}
