import { resolve } from "node:path";
import type { NodePlopAPI, PlopGeneratorConfig } from "node-plop";
import type { World } from "../cli/command.js";
import { createProject } from "../commands/create/createProject.js";
import { generate } from "../commands/generate/generate.js";
import { printReport } from "../commands/generate/printReport.js";
import { CommandError } from "../io/CommandError.js";
import { type MetricStubName, metricStubNames } from "../metric/metricStubs.js";
import { newPart, type Part } from "../metric/newPart.js";
import { partName } from "../metric/partName.js";
import {
  type AskedLogKind,
  type CiKind,
  choicesOf,
  defaultAnswers,
  type LinkKind,
  type LintKind,
  type Mode,
  type OutputKind,
  type PackageManager,
  questions,
} from "../project/answers.js";
import { usualLink } from "../project/linkedPackages.js";
import { readProject } from "../project/readProject.js";

/**
 * `npx plop` in this repository: the generators of the CLI's commands, with plop's own
 * prompts. They write to plop's --dest, by default the current folder.
 */
export function configurePlop(plop: NodePlopAPI): void {
  const at = (folder: string) => resolve(plop.getDestBasePath(), folder);
  plop.setGenerator("project", project(at));
  plop.setGenerator("metric", part(at, "metric"));
  plop.setGenerator("event", part(at, "event"));
  plop.setGenerator("data", part(at, "data"));
  plop.setGenerator("client", generated(at, "openapi"));
  plop.setGenerator("bindings", generated(at, "proto"));
}

type Place = (folder: string) => string;
type Prompts = Extract<PlopGeneratorConfig["prompts"], readonly unknown[]>;

interface ProjectAnswers {
  folder: string;
  logs: AskedLogKind;
  modes: Mode[];
  output: OutputKind;
  ci: CiKind;
  lint: LintKind;
  "package-manager": PackageManager;
  link: LinkKind;
}

function project(at: Place): PlopGeneratorConfig {
  const list = (
    name: "logs" | "output" | "ci" | "lint" | "package-manager" | "link",
    usual: string,
  ) => ({
    type: "list" as const,
    name,
    message: questions[name].ask,
    choices: choicesOf<string>(questions[name]),
    default: usual,
  });
  const prompts: Prompts = [
    { type: "input", name: "folder", message: "Which folder?", default: "my-metrics" },
    list("logs", defaultAnswers.logs),
    {
      type: "checkbox",
      name: "modes",
      message: questions.modes.ask,
      choices: choicesOf(questions.modes),
      default: [...defaultAnswers.modes],
    },
    list("output", defaultAnswers.output),
    list("ci", defaultAnswers.ci),
    list("lint", defaultAnswers.lint),
    list("package-manager", "npm"),
    list("link", usualLink()),
  ];
  return action<ProjectAnswers>(
    "A metrics build, as `npm create metrics-project` writes it",
    prompts,
    {
      async run({ folder, ...answers }) {
        const options = { ...answers, yes: true, git: false, install: false };
        const unset = {
          name: undefined,
          from: undefined,
          topic: undefined,
          whole: undefined,
          force: undefined,
          json: undefined,
          "dry-run": undefined,
        };
        const { target, files } = await createProject(world(at(".")), {
          options: { ...unset, ...options },
          positionals: [at(folder)],
        });
        return `${files.length} files in ${target}`;
      },
    },
  );
}

interface PartAnswers {
  folder: string;
  name: string;
  mode: Mode;
  type?: MetricStubName;
}

function part(at: Place, kind: "metric" | "event" | "data"): PlopGeneratorConfig {
  const type = {
    type: "list" as const,
    name: "type",
    message: "Which type?",
    choices: metricStubNames,
    default: "scalar",
  };
  const prompts: Prompts = [
    { type: "input", name: "folder", message: "In which project?", default: "." },
    { type: "input", name: "name", message: `Which display name?` },
    {
      type: "list",
      name: "mode",
      message: "Which mode computes it?",
      choices: choicesOf(questions.modes),
      default: "test",
    },
    ...(kind === "metric" ? [type] : []),
  ];
  return action<PartAnswers>(`A new ${kind}, as \`metrics-project new\` adds it`, prompts, {
    async run({ folder, name, mode, type: chosen = "scalar" }) {
      const common = { name: partName(name), mode };
      const added: Part =
        kind === "metric" ? { ...common, kind, type: chosen } : { ...common, kind };
      const { root } = await readProject(at(folder));
      const { files, ...placed } = await newPart(root, added, never);
      const where =
        "wired" in placed
          ? `called in ${placed.wired.path}:${placed.wired.line}`
          : `paste this: ${placed.paste.lines.join(" ")}`;
      return `${files.join(", ")}; ${where}`;
    },
  });
}

function generated(at: Place, source: "openapi" | "proto"): PlopGeneratorConfig {
  const what = source === "openapi" ? "The API client" : "The bindings of .proto files";
  const prompts: Prompts = [
    { type: "input", name: "folder", message: "In which project?", default: "." },
    {
      type: "input",
      name: "from",
      message: `From which ${source === "openapi" ? "description" : ".proto files"}? (empty: the current ones)`,
      default: "",
    },
  ];
  return action<{ folder: string; from: string }>(
    `${what}, as \`metrics-project generate\` writes them`,
    prompts,
    {
      async run({ folder, from }) {
        const here = world(at(folder));
        const report = await generate(here, from === "" ? {} : { [source]: from });
        if (report.outcome !== "refused") return `${report.outcome}: ${report.files.length} files`;
        here.stderr.write(printReport(report));
        throw new CommandError("a breaking change affects your code; nothing was written");
      },
    },
  );
}

/** plop prints the result of an action, or the message of its error. */
function action<Answers>(
  description: string,
  prompts: Prompts,
  { run }: { run(answers: Answers): Promise<string> },
): PlopGeneratorConfig {
  return { description, prompts, actions: [(answers) => run(answers as Answers)] };
}

const never = new AbortController().signal;

function world(cwd: string): World {
  const { env, stdout, stderr } = process;
  return {
    ...{ cwd, env, stdout, stderr, signal: never },
    // Reading the property opens stdin, and an open stdin keeps the process alive.
    get stdin() {
      return process.stdin;
    },
  };
}
