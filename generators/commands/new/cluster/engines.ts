/** Where the tests are, as `--tests` says it. */
export interface TestsPlace {
  /** A folder, a list file or an s3:// prefix. */
  readonly tests: string;
  /** The bucket of an s3:// prefix; undefined for a path. */
  readonly bucket: string | undefined;
}

/** What distributes shards, and what is different about it. */
export interface ClusterEngine {
  /** As its users write it. */
  readonly title: string;
  /** The numbers of shards that it takes, in one array, Job or matrix. */
  readonly shards: { readonly min: number; readonly max: number };
  /** Where tests are without `--tests`; undefined where that cannot be known. */
  readonly tests: string | undefined;
  /** Whether shards run in the image of cluster/Dockerfile. */
  readonly image: boolean;
  /** Why tests cannot be at that place, as words after "--tests PLACE"; undefined where they can. */
  refuses(place: TestsPlace): string | undefined;
  /** What to do with the new files, a sentence each. */
  next(names: { readonly slug: string; readonly pipeline: string }): string[];
}

const anywhere = () => undefined;

/** The values of `--engine`. Each has a folder of templates of that name. */
export const engines = {
  slurm: {
    title: "Slurm",
    // MaxArraySize is 1,001 where a cluster does not say otherwise; the most that it can be is this.
    shards: { min: 1, max: 4_000_000 },
    tests: "samples",
    image: false,
    refuses: anywhere,
    next: () => ["Submit it from the project's folder: bash cluster/slurm/submit.sh"],
  },
  kubernetes: {
    title: "Kubernetes",
    shards: { min: 1, max: 100_000 },
    tests: "/data/tests",
    image: true,
    refuses: ({ tests, bucket }) =>
      bucket !== undefined || tests.startsWith("/data/")
        ? undefined
        : "is not below /data, where its pods mount the volume",
    next: () => [
      "Build the image as cluster/Dockerfile says, push it, and put its name into shards.yaml and merge.yaml.",
      "Start it: kubectl replace --force -f cluster/kubernetes/shards.yaml",
    ],
  },
  "aws-batch": {
    title: "AWS Batch",
    shards: { min: 2, max: 10_000 },
    tests: undefined,
    image: true,
    refuses: ({ bucket }) =>
      bucket === undefined
        ? "is not an s3:// prefix, the one place that its jobs share"
        : undefined,
    next: () => [
      "Build the image as cluster/Dockerfile says, push it, and put its name and your role into shard.json and merge.json.",
      "Submit it: QUEUE=my-queue bash cluster/aws-batch/submit.sh",
    ],
  },
  github: {
    title: "GitHub Actions",
    shards: { min: 1, max: 256 },
    tests: "samples",
    image: false,
    refuses: anywhere,
    next: ({ pipeline }) => [
      "Commit it to the default branch, which is where GitHub finds workflows that are started by hand.",
      `Start it: gh workflow run ${pipeline.split("/").at(-1)} --ref BRANCH`,
    ],
  },
  gitlab: {
    title: "GitLab CI",
    shards: { min: 1, max: 200 },
    tests: "samples",
    image: false,
    refuses: anywhere,
    next: ({ pipeline }) => [
      `Include it in the .gitlab-ci.yml at the root of the repository: "include: [{ local: /${pipeline} }]".`,
      "Start it: glab ci run --branch BRANCH --variables-env METRICS_CLUSTER:yes",
    ],
  },
} as const satisfies Record<string, ClusterEngine>;

/** A value of `--engine`. */
export type EngineName = keyof typeof engines;

/** In the order in which they are listed. */
export const engineNames = Object.keys(engines) as EngineName[];
