import type { RunView } from "../model/pageData.js";
import { forgetCharts } from "./chart.js";
import { h } from "./dom.js";
import { listenToKeys, showKeys } from "./listenToKeys.js";
import { overviewPage } from "./overviewPage.js";
import { runPage } from "./runPage.js";
import { initTheme, toggleTheme } from "./theme.js";
import { type Unpacked, unpackPage } from "./unpackPage.js";
import { statusOf } from "./words.js";

async function start(): Promise<void> {
  initTheme();
  // A policy within a page forbids every connection, but no new windows, which plotly uploads charts through.
  window.open = () => null;
  const app = document.getElementById("app");
  if (app === null) return;
  try {
    const page = await unpackPage();
    layOut(app, page);
    if (page.data.reload) listenForReload();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    app.replaceChildren(h("p", { class: "caution" }, `This page cannot be read: ${reason}`));
    throw error;
  }
}

function layOut(app: HTMLElement, page: Unpacked): void {
  const { title, runs } = page.data;
  const content = h("div", { class: "content" });
  const several = runs.length > 1;
  const nav = several ? navigation(runs) : undefined;
  const current = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    return several ? runs.find((run) => run.id === id) : runs[0];
  };
  const show = () => {
    const run = current();
    forgetCharts(content);
    content.replaceChildren(run === undefined ? overviewPage(title, runs) : runPage(run, page));
    document.title = run === undefined || !several ? title : `${run.name} – ${title}`;
    for (const link of nav?.querySelectorAll("a") ?? []) {
      const here = link.hash === `#${run?.id ?? ""}`;
      if (here) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
      // In a long list, and on a phone in a row, the run that is shown may be out of sight.
      if (here) link.scrollIntoView({ block: "nearest", inline: "center" });
    }
    window.scrollTo(0, 0);
  };
  app.replaceChildren(
    h("a", { class: "skip", href: "#main", click: focusMain }, "Skip to the metrics"),
    h(
      "header",
      { class: "top" },
      h(
        "a",
        { class: "brand", href: "#" },
        h("span", { class: "logo", "aria-hidden": "true" }),
        title,
      ),
      h(
        "div",
        { class: "tools" },
        h(
          "button",
          { type: "button", class: "icon keys-button", "aria-label": "Keys", click: showKeys },
          "?",
        ),
        h(
          "button",
          { type: "button", class: "icon", "aria-label": "Light or dark", click: toggleTheme },
          "◐",
        ),
      ),
    ),
    h(
      "div",
      { class: several ? "columns" : "column" },
      ...(nav === undefined ? [] : [nav]),
      content,
    ),
  );
  window.addEventListener("hashchange", show);
  listenToKeys((by) => {
    if (!several) return;
    const run = current();
    const at = run === undefined ? -1 : runs.indexOf(run);
    const next = runs[at + by];
    location.hash = next === undefined ? "" : next.id;
  });
  show();
  document.documentElement.dataset.ready = "";
  performance.mark("laid-out");
}

function focusMain(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

const headings = { report: "Report", batch: "Batch", test: "Tests", message: "Messages" };

function navigation(runs: readonly RunView[]): HTMLElement {
  const sections = (["report", "batch", "test", "message"] as const).flatMap((kind) => {
    const own = runs.filter((run) => run.kind === kind);
    if (own.length === 0) return [];
    return [
      h("h2", {}, headings[kind]),
      h(
        "ul",
        {},
        ...own.map((run) => {
          const failed = run.failure !== undefined;
          const { sign, word, key } = failed ? statusOf(5) : statusOf(run.status);
          return h(
            "li",
            {},
            h(
              "a",
              { href: `#${run.id}` },
              h("span", { class: `sign ${key}`, "aria-hidden": "true" }, sign),
              h("span", { class: "name", title: run.name }, run.name),
              h("span", { class: "hidden-text" }, failed ? ", failed" : `, ${word}`),
            ),
          );
        }),
      ),
    ];
  });
  return h(
    "nav",
    { "aria-label": "Runs" },
    h("ul", {}, h("li", {}, h("a", { href: "#" }, h("span", { class: "name" }, "Overview")))),
    ...sections,
  );
}

function listenForReload(): void {
  const source = new EventSource("/reload");
  source.addEventListener("message", () => location.reload());
}

void start();
