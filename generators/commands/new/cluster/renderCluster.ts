import type { MemoryGenerator } from "../../../plop/runGenerator.js";
import type { Answers } from "../../../project/answers.js";
import { imageName, packageManagerWords, slugOf } from "../../../project/templateData.js";
import { renderFolder } from "../../../templates/renderTemplate.js";
import { type EngineName, engines, type TestsPlace } from "./engines.js";

/** The input for rendering the files of a cluster. */
export interface ClusterInput {
  readonly engine: EngineName;
  readonly shards: number;
  readonly place: TestsPlace;
  readonly answers: Answers;
  /** The project's folder in its repository, with forward slashes; undefined if it is the root. */
  readonly folder: string | undefined;
}

/** Longer names are truncated: Kubernetes allows 63 characters, including suffixes. */
const longestSlug = 40;

const usualWorkflow = ".github/workflows/metrics-cluster.yml";

/** The project's name in a form that engines accept for jobs. */
export function clusterSlug({ name }: Answers): string {
  return slugOf(name).slice(0, longestSlug).replace(/-+$/, "");
}

/** The path of the CI's workflow or pipeline, from the root of the repository. */
export function pipelinePath({ engine, answers, folder }: ClusterInput): string {
  if (engine === "github") {
    // Other projects of the repository may have one with the usual name.
    return folder === undefined
      ? usualWorkflow
      : `.github/workflows/${clusterSlug(answers)}-cluster.yml`;
  }
  return `${folder === undefined ? "" : `${folder}/`}.gitlab/metrics-cluster.yml`;
}

/** The files of an engine, by path relative to the project. */
export const clusterGenerator: MemoryGenerator<ClusterInput> = {
  name: "cluster",
  description: "what an engine needs to rehearse in shards",
  async render(input, files) {
    const { engine, shards, place, answers, folder } = input;
    const slug = clusterSlug(answers);
    const pipeline = pipelinePath(input);
    const { bucket } = place;
    const results = bucket === undefined ? "/data/rehearsal" : `s3://${bucket}/${slug}-rehearsal`;
    const data = {
      name: answers.name,
      slug,
      image: imageName(answers.name),
      shards,
      indexes: Array.from({ length: shards }, (_, index) => index + 1).join(", "),
      tests: place.tests,
      s3: bucket !== undefined,
      parts: `${results}/parts`,
      // Only shards write to S3: a merge needs a folder.
      out: bucket === undefined ? `${results}/merged` : "/tmp/merged",
      folder: folder ?? "",
      pipeline,
      workflow: pipeline.split("/").at(-1),
      vendored: answers.link === "vendored",
      emits: (answers.output ?? "binproto") !== "binproto",
      words: packageManagerWords[answers.packageManager],
    };
    await renderFolder(`cluster/${engine}`, data, files);
    // In a folder of a repository, the workflow has the project's name.
    const workflow = files.get(usualWorkflow);
    if (workflow !== undefined && pipeline !== usualWorkflow) {
      files.delete(usualWorkflow);
      files.set(pipeline, workflow);
    }
    if (engines[engine].image) await renderFolder("cluster/image", data, files);
  },
};
