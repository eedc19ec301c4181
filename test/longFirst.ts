import { relative, sep } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take the better part of a minute: one of them started last would run on alone at the end. */
const long = [
  "test/cluster/slurm.test.ts",
  "test/create/managers.test.ts",
  "test/demo/scaffold.test.ts",
  "test/cluster/engineCommands.test.ts",
  "test/rehearse/shards/shards.test.ts",
  "test/rehearse/shards/interrupted.test.ts",
  "test/api/faults.test.ts",
  "test/image/image.test.ts",
  "test/ci/steps.test.ts",
];

/** Starts the long files first. On a clean clone, vitest knows no durations, and would go by the sizes of files. */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const { root } = this.ctx.config;
    const rank = ({ moduleId }: TestSpecification) => {
      const place = long.indexOf(relative(root, moduleId).split(sep).join("/"));
      return place === -1 ? long.length : place;
    };
    return sorted.sort((a, b) => rank(a) - rank(b));
  }
}
