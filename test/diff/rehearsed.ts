import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeJobMetrics, type JobMetrics, MetricsWriter } from "@metrics-project/runtime";
import { runCommand } from "../../generators/cli/runCommand.js";
import { command } from "../../generators/commands/diff/command.js";
import { fakeWorld } from "../cli/fakeWorld.js";

/** What one run writes: its metrics, or why it failed. */
export type Run = ((writer: MetricsWriter) => void) | { readonly failure: string };

/** A folder as `rehearse` leaves it. Runs called batch and report are those. */
export function writeRehearsal(
  dir: string,
  runs: Readonly<Record<string, Run>>,
  more: object = {},
): string {
  mkdirSync(dir, { recursive: true });
  const index = Object.entries(runs).map(([name, run]) => {
    const kind = name === "batch" || name === "report" ? name : "test";
    const folder = kind === "test" ? `tests/${name}` : name;
    mkdirSync(join(dir, folder, "outputs"), { recursive: true });
    const place = { kind, name, outputs: `${folder}/outputs`, log: `${folder}/log.txt` };
    if (typeof run !== "function") return { ...place, ...run };
    writeFileSync(
      join(dir, folder, "outputs", "metrics.binproto"),
      encodeJobMetrics(messageOf(run)),
    );
    return place;
  });
  writeFileSync(
    join(dir, "rehearsal.json"),
    JSON.stringify({ version: 1, project: "mine", ...more, runs: index }),
  );
  return dir;
}

function messageOf(fill: (writer: MetricsWriter) => void): JobMetrics {
  const writer = new MetricsWriter();
  fill(writer);
  return writer.write();
}

/** What `metrics-project diff` does with a command line. */
export async function diff(cwd: string, ...argv: string[]) {
  const world = fakeWorld({ cwd });
  const code = await runCommand(world, command, argv);
  return { code, out: world.out(), err: world.err() };
}

/** The rows that `--format json` gives. */
export async function rowsOf(cwd: string, ...argv: string[]) {
  const { code, out } = await diff(cwd, ...argv, "--format", "json");
  return { code, ...(JSON.parse(out) as { rows: Record<string, unknown>[]; notes: string[] }) };
}
