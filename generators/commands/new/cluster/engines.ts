/** The location of the tests, as in `--tests`. */
export interface TestsPlace {
  /** A folder, a list file or an s3:// prefix. */
  readonly tests: string;
  /** The bucket of an s3:// prefix; undefined for a path. */
  readonly bucket: string | undefined;
}

/** A system that distributes shards, and its specifics. */
export interface ClusterEngine {
  /** Its name, for display. */
  readonly title: string;
  /** The supported number of shards in one array, Job or matrix. */
  readonly shards: { readonly min: number; readonly max: number };
  /** The location of the tests without `--tests`; undefined if there is no default. */
  readonly tests: string | undefined;
  /** Whether shards run in the image of cluster/Dockerfile. */
  readonly image: boolean;
  /** Why tests cannot be at a location, as words after "--tests PLACE"; undefined if they can. */
  refuses(place: TestsPlace): string | undefined;
  /** What to do with the new files, one sentence each. */
  next(names: { readonly slug: string; readonly pipeline: string }): string[];
}

const anywhere = () => undefined;

/** The values of `--engine`. Each has a templates folder with that name. */
export const engines = {
  slurm: {
    title: "Slurm",
    // MaxArraySize is 1,001 by default; this is its maximum.
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
      "Build the image as described in cluster/Dockerfile, push it, and put its name into shards.yaml and merge.yaml.",
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
        ? "is not an s3:// prefix, the only storage that its jobs share"
        : undefined,
    next: () => [
      "Build the image as described in cluster/Dockerfile, push it, and put its name and your role into shard.json and merge.json.",
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
      "Commit it to the default branch: GitHub offers manual starts only for workflows there.",
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
