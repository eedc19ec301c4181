import { existsSync, readdirSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { type DefaultTheme, defineConfig } from "vitepress";

const docs = fileURLToPath(new URL("..", import.meta.url));

/** Pages as the sidebar lists them: the title of each, and its file below docs. */
function pages(list: Readonly<Record<string, string>>): DefaultTheme.SidebarItem[] {
  return Object.entries(list)
    .filter(([, file]) => existsSync(`${docs}${file}.md`))
    .map(([text, file]) => ({ text, link: `/${file}` }));
}

/** All pages of a folder, by their file names. */
function pagesIn(folder: string): DefaultTheme.SidebarItem[] {
  if (!existsSync(`${docs}${folder}`)) return [];
  return readdirSync(`${docs}${folder}`)
    .filter((file) => file.endsWith(".md") && file !== "index.md")
    .sort()
    .map((file) => basename(file, ".md"))
    .map((name) => ({ text: name.replaceAll("-", " "), link: `/${folder}/${name}` }));
}

/** The entry points of our libraries, by the names that they are imported by. */
function librariesIn(folder: string): DefaultTheme.SidebarItem[] {
  if (!existsSync(`${docs}${folder}`)) return [];
  return readdirSync(`${docs}${folder}`, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".md") && file !== "index.md")
    .map((file) => file.slice(0, -".md".length))
    .sort()
    .map((name) => ({ text: name.replace("@metrics-project/", ""), link: `/${folder}/${name}` }));
}

export default defineConfig({
  title: "Metrics builds in TypeScript",
  description: "Write, rehearse and ship the metrics of simulated robot tests.",
  lang: "en-US",
  lastUpdated: false,
  // The search index of the references is one chunk.
  vite: { build: { chunkSizeWarningLimit: 4000 } },
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    nav: [
      { text: "Start", link: "/start" },
      { text: "Guides", link: "/metrics" },
      { text: "Reference", link: "/reference/commands/" },
      { text: "Troubleshooting", link: "/troubleshooting" },
    ],
    sidebar: [
      { text: "Your first metric", link: "/start" },
      {
        text: "Write",
        items: pages({
          "Metrics of a test": "metrics",
          "Metrics of a batch": "batch",
          "Metrics of a report": "report",
          "Read logs": "logs",
          "A project from a log": "logs-from-a-recording",
          "Robotics functions": "robotics",
          Recipes: "recipes",
          Gallery: "gallery",
        }),
      },
      {
        text: "Try",
        items: pages({
          "Rehearse and view": "rehearsal",
          "Compare results": "comparing",
          "Run against the platform": "running",
          "Run on a cluster": "cluster",
          "Proxies and outages": "networks",
        }),
      },
      {
        text: "Emissions",
        items: pages({ "Write rows and charts": "emissions", "Preview and push": "preview" }),
      },
      {
        text: "Ship and maintain",
        items: pages({
          "Image and CI": "image-and-ci",
          "Extend and update a project": "projects",
          "When the API changes": "api-changes",
          "Port from Python": "porting",
        }),
      },
      { text: "Troubleshooting", link: "/troubleshooting" },
      {
        text: "Reference",
        items: [
          {
            text: "Commands",
            link: "/reference/commands/",
            collapsed: true,
            items: pagesIn("reference/commands"),
          },
          {
            text: "Libraries",
            link: "/reference/libraries/",
            collapsed: true,
            items: librariesIn("reference/libraries"),
          },
          { text: "Rules of messages", link: "/reference/rules/messages" },
          { text: "Rules of emissions", link: "/reference/rules/emissions" },
        ],
      },
      { text: "Decisions", collapsed: true, items: pagesIn("decisions") },
    ],
  },
});
