import { describe, expect, it } from "vitest";
import { defineCommand } from "../../generators/cli/command.js";
import { parseArgs } from "../../generators/cli/parseArgs.js";

const command = defineCommand({
  name: "paint",
  summary: "Paint a wall.",
  usage: "paint WALL",
  positionals: [{ name: "WALL", summary: "what to paint", required: true }],
  options: {
    color: { type: "string", choices: ["red", "green", "blue"], summary: "color" },
    coats: { type: "string", short: "c", summary: "how often" },
    tools: { type: "string", choices: ["brush", "roller"], multiple: true, summary: "tools" },
    dry: { type: "boolean", negatable: true, summary: "let it dry" },
    quiet: { type: "boolean", summary: "no radio" },
  },
  run: async () => 0,
});

describe("the result of parseArgs for a command line", () => {
  const cases: [string[], Record<string, unknown>, string[]][] = [
    [["wall"], {}, ["wall"]],
    [["--color", "red", "wall"], { color: "red" }, ["wall"]],
    [["--color=red", "wall"], { color: "red" }, ["wall"]],
    [["wall", "-c", "2"], { coats: "2" }, ["wall"]],
    [["wall", "--coats=-2"], { coats: "-2" }, ["wall"]],
    [["wall", "--coats", "-"], { coats: "-" }, ["wall"]],
    [["wall", "--coats="], { coats: "" }, ["wall"]],
    [["wall", "--tools", "brush, roller"], { tools: ["brush", "roller"] }, ["wall"]],
    [["wall", "--tools=brush", "--tools=roller"], { tools: ["brush", "roller"] }, ["wall"]],
    [["wall", "--dry", "--no-dry"], { dry: false }, ["wall"]],
    [["wall", "--color=red", "--color=blue"], { color: "blue" }, ["wall"]],
    [["--quiet", "--", "--wall"], { quiet: true }, ["--wall"]],
  ];
  it.each(cases)("%j", (argv, options, positionals) => {
    expect(parseArgs(command, argv)).toEqual({ options, positionals });
  });
});

describe("command lines that parseArgs refuses", () => {
  const cases: [string[], string, string | undefined][] = [
    [["wall", "--colr", "red"], "unknown option --colr", "Did you mean --color?"],
    [["wall", "--xyz"], "unknown option --xyz", "Run with --help to list the options."],
    [["wall", "-x"], "unknown option -x", "Run with --help to list the options."],
    [["wall", "--hlep"], "unknown option --hlep", "Did you mean --help?"],
    [["wall", "--no-quiet"], "unknown option --no-quiet", "Run with --help to list the options."],
    [
      ["wall", "--color", "gren"],
      'invalid value for --color: "gren"',
      'Did you mean "green"? It must be one of: red, green, blue.',
    ],
    [
      ["wall", "--color", "x"],
      'invalid value for --color: "x"',
      "It must be one of: red, green, blue.",
    ],
    [
      ["wall", "--tools=brush,"],
      'invalid value for --tools: ""',
      "It must be one of: brush, roller.",
    ],
    [["wall", "--coats"], "--coats requires a value", undefined],
    [["wall", "--coats", "--quiet"], "--coats requires a value", undefined],
    [["wall", "--quiet=yes"], '--quiet takes no value, got "yes"', undefined],
    [["wall", "--no-dry=1"], '--no-dry takes no value, got "1"', undefined],
    [[], "missing WALL: what to paint", "Usage: paint WALL"],
    [["wall", "floor"], 'unexpected argument "floor"', "Usage: paint WALL"],
  ];
  it.each(cases)("%j", (argv, message, hint) => {
    const parse = () => parseArgs(command, argv);
    expect(parse).toThrow(expect.objectContaining({ exitCode: 2 }));
    expect(parse).toThrow(expect.objectContaining({ message, hint }));
  });
});
