import type { FormatName } from "./formatPackages.js";

/** One question: its prompt, its flag and its valid answers. */
export interface Question<Choice extends string = string> {
  /** The prompt on a terminal. */
  readonly ask: string;
  /** The line in --help. */
  readonly summary: string;
  /** Each valid value with its description. */
  readonly choices: Readonly<Record<Choice, string>>;
  /** Several values, separated by commas. */
  readonly multiple?: boolean;
  /** Not prompted, because nearly everybody wants the default. */
  readonly flagOnly?: boolean;
}

/** Keyed by flag. */
export const questions = {
  logs: {
    ask: "What do your simulations write?",
    summary: "format of the simulation logs (default: mcap)",
    choices: {
      mcap: "MCAP recordings: ROS 2, Protobuf or JSON messages",
      csv: "CSV tables",
      jsonl: "JSON lines",
    },
  },
  modes: {
    ask: "What should the build compute in addition to the metrics of each test?",
    summary: "what to compute; always includes test (default: all)",
    choices: {
      test: "metrics of each test",
      batch: "metrics over all tests of a batch",
      report: "metrics over the batches of a test suite, over time",
    },
    multiple: true,
  },
  output: {
    ask: "What should the build write?",
    summary: "what the build writes (default: binproto)",
    choices: {
      binproto: "metrics.binproto: metrics computed in your code, for existing projects",
      emissions: "emissions: rows, from which SQL in a config computes metrics, for new projects",
      both: "both, from the same functions, while you move from one to the other",
    },
  },
  ci: {
    ask: "Where does your CI run?",
    summary: "CI that tests the build and registers its image (default: none)",
    choices: { github: "GitHub Actions", gitlab: "GitLab CI", none: "no CI file" },
  },
  lint: {
    ask: "Which formatter and linter?",
    summary: "the formatter and linter (default: biome)",
    choices: { biome: "Biome", none: "none, or what your repository has" },
    flagOnly: true,
  },
  "package-manager": {
    ask: "Which package manager?",
    summary: "package manager (default: the one running this, else the workspace's, else npm)",
    choices: { npm: "npm", pnpm: "pnpm", yarn: "Yarn", bun: "Bun" },
    flagOnly: true,
  },
  link: {
    ask: "Where should the runtime packages come from?",
    summary:
      "source of the runtime packages: tarballs in the project, or the registry (default: same as this tool)",
    choices: { vendored: "tarballs in vendor/", registry: "the npm registry" },
    flagOnly: true,
  },
} as const satisfies Record<string, Question>;

type Choice<Flag extends keyof typeof questions> = keyof (typeof questions)[Flag]["choices"];

/** The kind of logs, as the question offers it. */
export type AskedLogKind = Choice<"logs">;
/** The kind of logs; "own" if the project was made from the user's log. */
export type LogKind = AskedLogKind | "own";
export type Mode = Choice<"modes">;
export type OutputKind = Choice<"output">;
export type LintKind = Choice<"lint">;
export type CiKind = Choice<"ci">;
export type PackageManager = Choice<"package-manager">;
export type LinkKind = Choice<"link">;

/** The choices of a project. Recorded in it, so that `update` can render it again. */
export interface Answers {
  /** A name that npm accepts. */
  name: string;
  logs: LogKind;
  /** Always with "test"; in the order test, batch, report. */
  modes: Mode[];
  /** The output of the build. Default: metrics.binproto. */
  output?: OutputKind | undefined;
  ci: CiKind;
  /** The formatter and linter. Default: none. */
  lint?: LintKind | undefined;
  packageManager: PackageManager;
  link: LinkKind;
  /** With CI: the branch that triggers it. Default: main. */
  branch?: string | undefined;
  /** With CI: the project's path in its repository, with forward slashes. Default: the repository itself. */
  folder?: string | undefined;
  /** The source of the API description, for `generate`. */
  openapi?: {
    /** The last http(s) URL, without user, password and query string. */
    source?: string | undefined;
    /** Tags and operations that the description is restricted to. Default: all. */
    only?: readonly string[] | undefined;
  };
  /** With logs "own": the formats to read, as sub-paths of the runtime. */
  formats?: FormatName[] | undefined;
}

/** The default answers; the package manager and the link are detected instead. */
export const defaultAnswers = {
  logs: "mcap",
  modes: ["test", "batch", "report"],
  output: "binproto",
  ci: "none",
  lint: "biome",
} as const satisfies Partial<{ [Key in keyof Answers]: Readonly<Answers[Key]> }>;

/** The valid values of a question, in its order. */
export function choicesOf<C extends string>(question: Question<C>): C[] {
  return Object.keys(question.choices) as C[];
}

/** The modes in their order, without repetitions, always including "test". */
export function normalizeModes(given: readonly Mode[]): Mode[] {
  return choicesOf(questions.modes).filter((mode) => mode === "test" || given.includes(mode));
}
