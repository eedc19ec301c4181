import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";

/** What an engine starts, with the variables that it and the file set. */
export interface EngineCommand {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The commands of the files that `new cluster` wrote, as the engine would start them for tests in a local folder. */
export interface EngineCommands {
  shard(index: number, total: number): EngineCommand;
  readonly merge: EngineCommand;
}

/** Where the tests are, and where parts and result go: absolute folders. */
interface Places {
  readonly tests: string;
  readonly parts: string;
  readonly out: string;
}

interface Container {
  command: string[];
  env?: { name: string; value: string }[];
}

interface Step {
  run?: string;
  env?: Record<string, string>;
}

const bash = (script: string) => ["bash", "-euc", script];

/** By engine; each reads its files in `project`. */
export const engineCommands = {
  async kubernetes(project: string, places: Places): Promise<EngineCommands> {
    const container = async (name: string): Promise<Container> => {
      const text = await readFile(join(project, `cluster/kubernetes/${name}.yaml`), "utf8");
      return parse(text).spec.template.spec.containers[0];
    };
    const [shards, merge] = [await container("shards"), await container("merge")];
    // The folders of the volume.
    const local = ({ command }: Container) =>
      command.map((word) =>
        word
          .replace("/data/tests", places.tests)
          .replace("/data/rehearsal/parts", places.parts)
          .replace("/data/rehearsal/merged", places.out),
      );
    const given = Object.fromEntries((shards.env ?? []).map(({ name, value }) => [name, value]));
    return {
      shard: (index) => ({
        command: local(shards),
        env: { ...given, JOB_COMPLETION_INDEX: String(index - 1) },
      }),
      merge: { command: local(merge), env: {} },
    };
  },

  async "aws-batch"(project: string, places: Places): Promise<EngineCommands> {
    const command = async (name: string): Promise<string[]> => {
      const text = await readFile(join(project, `cluster/aws-batch/${name}.json`), "utf8");
      const words: string[] = JSON.parse(text).containerProperties.command;
      return words.map((word) =>
        word
          .replace(/^Ref::(tests|parts)$/, (_, key: keyof Places) => places[key])
          .replace("/tmp/merged", places.out),
      );
    };
    const [shard, merge] = [await command("shard"), await command("merge")];
    return {
      shard: (index, total) => ({
        command: shard,
        env: {
          AWS_BATCH_JOB_ARRAY_INDEX: String(index - 1),
          AWS_BATCH_JOB_ARRAY_SIZE: String(total),
        },
      }),
      merge: { command: merge, env: {} },
    };
  },

  async github(project: string, places: Places): Promise<EngineCommands> {
    const text = await readFile(join(project, ".github/workflows/metrics-cluster.yml"), "utf8");
    const { jobs } = parse(text) as { jobs: Record<string, { steps: Step[] }> };
    const step = (job: string) => {
      const found = jobs[job]?.steps.find(({ run }) => run?.includes("rehearse"));
      if (found?.run === undefined) throw new Error(`${job} does not rehearse`);
      return { script: inPlaces(found.run, places), env: found.env ?? {} };
    };
    return {
      shard(index, total) {
        const values: Record<string, string> = {
          "inputs.tests": places.tests,
          "matrix.shard": String(index),
          "strategy.job-total": String(total),
        };
        const { script, env } = step("shard");
        const filled = Object.entries(env).map(([name, value]) => [
          name,
          value.replace(/\$\{\{ (\S+) \}\}/g, (_, key: string) => values[key] ?? ""),
        ]);
        return { command: bash(script), env: Object.fromEntries(filled) };
      },
      merge: { command: bash(step("merge").script), env: {} },
    };
  },

  async gitlab(project: string, places: Places): Promise<EngineCommands> {
    const text = await readFile(join(project, ".gitlab/metrics-cluster.yml"), "utf8");
    const jobs = parse(text) as Record<string, { script: string[] }>;
    const script = (job: string) => inPlaces(jobs[job]?.script.join("\n") ?? "", places);
    return {
      shard: (index, total) => ({
        command: bash(script("metrics-shard")),
        env: { TESTS: places.tests, CI_NODE_INDEX: String(index), CI_NODE_TOTAL: String(total) },
      }),
      merge: { command: bash(script("metrics-merge")), env: { CI_NODE_TOTAL: "1" } },
    };
  },
} as const;

/** CI jobs write into the checkout, where each of them starts afresh. */
function inPlaces(script: string, { parts, out }: Places): string {
  return script.replace("cluster/rehearsal", parts).replace("--out rehearsal", `--out ${out}`);
}
