import { statusOf } from "../common/words.js";
import type { PageLink, PagesAround } from "../model/overviewData.js";
import type { RunIndex } from "../model/pageData.js";
import { forgetCharts } from "./chart.js";
import { h } from "./dom.js";
import { isVisited, readState } from "./EntryState.js";
import { listenToKeys, showKeys } from "./listenToKeys.js";
import { overviewPage } from "./overview/overviewPage.js";
import type { Page } from "./Page.js";
import { printPage } from "./printing.js";
import { linkToRun, readRoute } from "./Route.js";
import { type RunPage, runPage } from "./runPage.js";
import { toggleTheme } from "./theme.js";

/** The frame of the page, which is the same for all runs. */
export async function layOut(app: HTMLElement, page: Page): Promise<void> {
  const { title, runs, around } = page.index;
  const content = h("div", { class: "content" });
  // The index of a folder is an overview, even of a single run.
  const several = runs.length > 1 || runs[0]?.href !== undefined;
  const nav =
    several && runs.every(({ href }) => href === undefined) ? navigation(runs) : undefined;
  const current = (): RunIndex | undefined => {
    const { run } = readRoute(location.hash);
    if (!several) return runs[0];
    if (run === undefined) return undefined;
    return runs.find(({ route }) => route === run) ?? runs[Number(run)];
  };
  let shown: { run: RunIndex; view: RunPage } | undefined;
  let turn = 0;

  const show = async (): Promise<void> => {
    turn += 1;
    const own = turn;
    const run = current();
    const route = readRoute(location.hash);
    if (run?.href !== undefined) {
      // A link to a position in a run, which has its own page here.
      const { run: _, ...place } = route;
      location.replace(linkToRun(run, place));
      return;
    }
    if (run !== undefined && shown?.run === run) {
      shown.view.goTo(route);
      return;
    }
    const data = run === undefined ? undefined : await page.run(run.at);
    // The user has navigated elsewhere in the meantime.
    if (own !== turn) return;
    const visited = isVisited();
    const { scroll = 0 } = readState();
    forgetCharts(content);
    shown?.view.leave();
    shown = undefined;
    const isNamed = run !== undefined && (several || around !== undefined);
    document.title = isNamed ? `${run.name} – ${title}` : title;
    if (run === undefined || data === undefined) {
      content.replaceChildren(overviewPage(page.index));
    } else {
      const view = runPage(data, several ? run.route : undefined);
      shown = { run, view };
      content.replaceChildren(view.element);
    }
    markCurrent(nav, run);
    const restore = () => window.scrollTo(0, visited ? scroll : 0);
    restore();
    // Charts with packed data, and their legends, get their final heights a little later.
    if (visited && scroll > 0) requestAnimationFrame(restore);
    if (!visited || scroll === 0) shown?.view.goTo(route);
  };

  app.replaceChildren(
    h("a", { class: "skip", href: "#main", click: focusMain }, "Skip to the metrics"),
    topBar(title, around),
    h("div", { class: nav !== undefined ? "columns" : "column" }, nav, content),
  );
  window.addEventListener("hashchange", () => void show());
  listenToKeys({
    stepRun: (by) => {
      const beside = by < 0 ? around?.previous : around?.next;
      if (beside !== undefined) location.href = beside.href;
      if (nav === undefined) return;
      const here = current();
      const at = here === undefined ? -1 : runs.indexOf(here);
      location.hash = runs[at + by]?.route ?? "";
    },
    stepFailure: (by) => shown?.view.step(by),
    print: () => void printPage(),
  });
  await show();
  document.documentElement.dataset.ready = "";
  performance.mark("laid-out");
}

function topBar(title: string, around: PagesAround | undefined): HTMLElement {
  const beside = (label: string, sign: string, page: PageLink | undefined) =>
    page !== undefined &&
    h(
      "a",
      {
        class: "icon beside",
        href: page.href,
        "aria-label": `${label}: ${page.name}`,
        title: `${label}: ${page.name}`,
      },
      sign,
    );
  const tool = (label: string, sign: string, click: () => void, name = "") =>
    h(
      "button",
      { type: "button", class: `icon ${name}`, "aria-label": label, title: label, click },
      sign,
    );
  return h(
    "header",
    { class: "top" },
    h(
      "a",
      { class: "brand", href: around?.index ?? "#" },
      h("span", { class: "logo", "aria-hidden": "true" }),
      title,
    ),
    h(
      "div",
      { class: "tools" },
      around !== undefined && h("a", { class: "all-runs", href: around.index }, "All runs"),
      beside("Previous run", "‹", around?.previous),
      beside("Next run", "›", around?.next),
      tool("Print or save as PDF", "PDF", () => void printPage(), "print-button"),
      tool("Keys", "?", showKeys, "keys-button"),
      tool("Light or dark", "◐", toggleTheme),
    ),
  );
}

function focusMain(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

function markCurrent(nav: HTMLElement | undefined, run: RunIndex | undefined): void {
  for (const link of nav?.querySelectorAll("a") ?? []) {
    const here = link.hash === (run === undefined ? "" : `#${run.route}`);
    if (here) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
    // In a long list, or in the row on a phone, the current run may be invisible.
    if (here) link.scrollIntoView({ block: "nearest", inline: "center" });
  }
}

const headings = { report: "Report", batch: "Batch", test: "Tests", message: "Messages" };

/** From this number of runs on, a narrow window only lists the current one. */
const many = 20;

function navigation(runs: readonly RunIndex[]): HTMLElement {
  const sections = (["report", "batch", "test", "message"] as const).flatMap((kind) => {
    const own = runs.filter((run) => run.kind === kind);
    if (own.length === 0) return [];
    return [h("h2", {}, headings[kind]), h("ul", { class: `${kind}s` }, ...own.map(entry))];
  });
  return h(
    "nav",
    { "aria-label": "Runs", class: runs.length > many ? "many" : "" },
    h("ul", {}, h("li", {}, h("a", { href: "#" }, h("span", { class: "name" }, "Overview")))),
    ...sections,
  );
}

function entry({ shown, name, route, madeUp }: RunIndex): HTMLElement {
  const { sign, word, key } = statusOf(shown);
  return h(
    "li",
    {},
    h(
      "a",
      { href: `#${route}`, class: madeUp ? "synthetic" : "" },
      h("span", { class: `sign ${key}`, "aria-hidden": "true" }, sign),
      h("span", { class: "name", title: name }, name),
      h("span", { class: "hidden-text" }, `, ${word.toLowerCase()}`),
    ),
  );
}
