import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { messageAdvice, messageRules } from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";
import { command as create } from "../../generators/commands/create/command.js";
import { commands } from "../../generators/commandTable.js";
import { emissionAdvice, emissionRules } from "../../generators/emissions/emissionRules.js";
import { recipeNames } from "../../generators/metric/recipes.js";
import { commandIndex, commandPage } from "../../generators/tasks/docs/commandReference.js";
import { deadLinks } from "../../generators/tasks/docs/deadLinks.js";
import { rulesPages } from "../../generators/tasks/docs/rulesReference.js";
import { filesBelow, read } from "../imports/importsOf.js";
import { temporaryFolder } from "../temporary.js";
import { documents, readDocument } from "./documents.js";

const loaded = await Promise.all(Object.values(commands).map((load) => load()));
const all = [create, ...loaded.map(({ command }) => command)];

describe("the reference of commands", () => {
  it.each(all)("has every option and exit code of $name", (command) => {
    const page = commandPage(command);
    const options = Object.keys(command.options);
    expect(options.filter((name) => !new RegExp(`--(\\[no-\\])?${name}\\b`).test(page))).toEqual(
      [],
    );
    const codes = command.exitCodes?.match(/\b\d+(?= )/g) ?? [];
    expect(codes.filter((code) => !new RegExp(`^- ${code} `, "m").test(page))).toEqual([]);
  });

  it("lists every command with a link to its page", () => {
    const index = commandIndex(create, all.slice(1));
    const names = all.map(({ name }) => name);
    expect(names.filter((name) => !index.includes(`[${name}](${name}.md)`))).toEqual([]);
  });
});

describe("the reference of rules", () => {
  const { "messages.md": messages = "", "emissions.md": emissions = "" } = rulesPages();

  it.each([
    ["messages", messages, { ...messageRules, ...messageAdvice }],
    ["emissions", emissions, { ...emissionRules, ...emissionAdvice }],
  ])("has every code of %s, with an anchor", (_, page, rules) => {
    const codes = Object.keys(rules);
    expect(codes.filter((code) => !page.includes(`id="${code.toLowerCase()}"`))).toEqual([]);
  });

  it.each([
    [
      "message",
      ["runtime/src/validate", "runtime/src/metrics"],
      { ...messageRules, ...messageAdvice },
    ],
    ["emission", ["runtime/src/emissions", "generators"], { ...emissionRules, ...emissionAdvice }],
  ])("has no %s rule that nothing reports", (_, folders, rules) => {
    const tables = /messageRules|emissionRules/;
    const code = folders
      .flatMap((folder) => filesBelow(folder, /\.ts$/))
      .filter((file) => !tables.test(file))
      .map(read)
      .join("\n");
    const silent = Object.keys(rules).filter((rule) => !new RegExp(`["/]${rule}["\`]`).test(code));
    expect(silent).toEqual([]);
  });
});

describe("the manual", () => {
  it("has every recipe in its table", () => {
    const table = readDocument("docs/recipes.md").matchAll(/^\| `([\w-]+)` \|/gm);
    expect([...table].map(([, name]) => name)).toEqual(recipeNames);
  });

  it("names only benches that exist", () => {
    const benches = filesBelow("test/bench", /\.ts$/);
    const named = documents.flatMap((document) =>
      [...readDocument(document).matchAll(/npm run bench -- ([a-z]\w*)/g)].map(([, name]) => name),
    );
    expect(named).toContain("fetch");
    expect(named.filter((name) => !benches.includes(`test/bench/${name}.ts`))).toEqual([]);
  });
});

describe("links of a built site", () => {
  it.each(["/", "/robot/"])(
    "are dead if they lead to a missing page or anchor, below %s",
    async (base) => {
      const site = await temporaryFolder();
      const pages = {
        "index.html": `<a href="${base}a/b.html">1</a><a href="${base}a/b.html#there">2</a><a href="#x">3</a>`,
        "a/b.html":
          '<h1 id="there">T</h1><a href="../">4</a><a href="c.html">5</a><a href="https://x.y/z">6</a>',
      };
      for (const [name, html] of Object.entries(pages)) {
        await mkdir(dirname(join(site, name)), { recursive: true });
        await writeFile(join(site, name), html);
      }
      expect((await deadLinks(site, base)).sort()).toEqual(["a/b.html: c.html", "index.html: #x"]);
    },
  );
});
