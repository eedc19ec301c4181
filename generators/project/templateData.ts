import type { Environment } from "../io/childEnvironment.js";
import type { Answers, Mode, PackageManager } from "./answers.js";
import { packagesOf } from "./formatPackages.js";
import type { ProjectInput } from "./ProjectInput.js";
import { packageManagerOf } from "./packageManagerOf.js";

/** Each package manager's commands and settings that our templates and messages mention. */
export interface PackageManagerWords {
  install: string;
  /** Command before the name of a package to add. */
  add: string;
  /** Installs exactly the lockfile, or fails. */
  ci: string;
  /** The same for an image: `dependencies` only. */
  ciImage: string;
  /** The same for an image without a lockfile. */
  installImage: string;
  /** Command before the name of a script. */
  run: string;
  /** Separator between the name of a script and its arguments. */
  pass: string;
  lockfile: string;
  /** Its download cache, relative to the home folder. */
  cache: readonly string[];
  /** The variable that sets another cache folder. */
  cacheVariable: string;
  /** Our file with its settings; empty if it needs none. */
  settings: string;
  /** Installs the package manager on a machine with only Node.js; empty if Node.js includes it. */
  get: string;
}

export const packageManagerWords: Record<PackageManager, PackageManagerWords> = {
  npm: {
    install: "npm install",
    add: "npm install",
    ci: "npm ci --no-audit --no-fund",
    ciImage: "npm ci --omit=dev --no-audit --no-fund",
    installImage: "npm install --omit=dev --no-audit --no-fund",
    run: "npm run",
    pass: "-- ",
    lockfile: "package-lock.json",
    cache: ["~/.npm"],
    cacheVariable: "npm_config_cache",
    settings: "",
    get: "",
  },
  pnpm: {
    install: "pnpm install",
    add: "pnpm add",
    ci: "pnpm install --frozen-lockfile",
    ciImage: "pnpm install --frozen-lockfile --prod",
    installImage: "pnpm install --prod",
    run: "pnpm run",
    pass: "",
    lockfile: "pnpm-lock.yaml",
    cache: ["~/.local/share/pnpm/store"],
    cacheVariable: "npm_config_store_dir",
    settings: "pnpm-workspace.yaml",
    get: "npm install --global pnpm@10",
  },
  yarn: {
    install: "yarn install",
    add: "yarn add",
    ci: "yarn install --frozen-lockfile",
    // Yarn 2 and newer need another command to omit development dependencies.
    ciImage:
      "if grep -qs __metadata yarn.lock; then yarn workspaces focus --production; else yarn install --frozen-lockfile --production; fi",
    installImage: "yarn install --production",
    run: "yarn run",
    pass: "",
    lockfile: "yarn.lock",
    cache: ["~/.cache/yarn", "~/.yarn/berry/cache"],
    cacheVariable: "YARN_CACHE_FOLDER",
    settings: ".yarnrc.yml",
    // The Yarn that wrote the lockfile: only 2 and newer write __metadata. Some Node images include a Yarn
    // already: --force replaces it.
    get: "npm install --global --force $(grep -qs __metadata yarn.lock && echo @yarnpkg/cli-dist@4 || echo yarn@1.22.22)",
  },
  bun: {
    install: "bun install",
    add: "bun add",
    ci: "bun install --frozen-lockfile",
    ciImage: "bun install --frozen-lockfile --production",
    installImage: "bun install --production",
    run: "bun run",
    pass: "",
    lockfile: "bun.lock",
    cache: ["~/.bun/install/cache"],
    cacheVariable: "BUN_INSTALL_CACHE_DIR",
    settings: "",
    get: "npm install --global bun@1",
  },
};

/** Installs everything, even if NODE_ENV would omit development dependencies. */
export function installWords(packageManager: PackageManager, env: Environment): string {
  const { install } = packageManagerWords[packageManager];
  if (env.NODE_ENV !== "production") return install;
  if (packageManager === "npm") return `${install} --include=dev`;
  return packageManager === "pnpm" ? `${install} --prod=false` : `NODE_ENV=development ${install}`;
}

/** Everything that a template may use. Templates are strict: an unknown name is an error. */
export function templateData({ answers, version, runtime, platform, cli }: ProjectInput) {
  const { output = "binproto" } = answers;
  const modes = codedModes(answers);
  // Modes that connect to the platform.
  const client = modes.some((mode) => mode !== "test");
  return {
    ...answers,
    image: imageName(answers.name),
    slug: slugOf(answers.name),
    branch: answers.branch ?? "main",
    folder: answers.folder ?? "",
    // Other projects in the repository have their own branches.
    regenerateBranch:
      answers.folder === undefined ? "regenerate" : `regenerate-${slugOf(answers.name)}`,
    version,
    runtime: runtime.specifier,
    platform: platform.specifier,
    cli: cli.specifier,
    vendored: answers.link === "vendored",
    batch: modes.includes("batch"),
    report: modes.includes("report"),
    client,
    binproto: output !== "emissions",
    emits: output !== "binproto",
    biome: answers.lint === "biome",
    // Computed by SQL in the config.
    batchSQL: answers.modes.includes("batch"),
    reportSQL: answers.modes.includes("report"),
    // Batch and report do not load the decoders of the logs.
    testLate: client && (answers.logs === "mcap" || answers.logs === "own"),
    dependencies: [
      ...packagesOf(answers.logs === "own" ? (answers.formats ?? []) : [answers.logs]),
      { name: "@metrics-project/runtime", version: runtime.specifier },
      // Bundles, also in an image.
      { name: "create-metrics-project", version: cli.specifier },
      { name: "esbuild", version: "^0.28.2" },
    ].sort((a, b) => (a.name < b.name ? -1 : 1)),
    own: answers.logs === "own",
    mcap: answers.logs === "mcap",
    csv: answers.logs === "csv",
    jsonl: answers.logs === "jsonl",
    npm: answers.packageManager === "npm",
    pnpm: answers.packageManager === "pnpm",
    yarn: answers.packageManager === "yarn",
    bun: answers.packageManager === "bun",
    words: packageManagerWords[answers.packageManager],
  };
}

/** The modes with a function: SQL computes metrics over the rows of tests and batches. */
export function codedModes({ output, modes }: Answers): Mode[] {
  return output === "emissions" ? ["test"] : modes;
}

/** The package's name as container engines accept it: without the `@` of a scope, single separators. */
export function imageName(name: string): string {
  const parts = name.replace(/^@/, "").split("/");
  return parts.map((part) => part.match(/[a-z0-9]+/g)?.join("-") ?? "metrics").join("/");
}

/** Its last part, for the name of a file or of a job. */
export function slugOf(name: string): string {
  return imageName(name).split("/").at(-1) ?? "metrics";
}

/** The commands of a project's own package manager. */
export function wordsFor(root: string): PackageManagerWords {
  return packageManagerWords[packageManagerOf(root)];
}
