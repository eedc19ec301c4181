import { h } from "./dom.js";
import { changeState, rememberScroll } from "./EntryState.js";
import { Page } from "./Page.js";
import { preparePrinting } from "./printing.js";
import { layOut } from "./shell.js";
import { initTheme } from "./theme.js";

async function start(): Promise<void> {
  initTheme();
  // The page's policy forbids all connections, but not new windows, which plotly uses to upload charts.
  window.open = () => null;
  const app = document.getElementById("app");
  if (app === null) return;
  try {
    const page = await Page.unpack();
    rememberScroll();
    preparePrinting();
    await layOut(app, page);
    if (page.index.reload) listenForReload();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    app.replaceChildren(h("p", { class: "caution" }, `This page cannot be read: ${reason}`));
    throw error;
  }
}

/** The server reports that its source has changed, or why it has no newer page. */
function listenForReload(): void {
  const source = new EventSource("/reload");
  const banner = h("div", { class: "banner", role: "alert", hidden: true });
  document.body.prepend(banner);
  source.addEventListener("message", () => {
    changeState({ scroll: scrollY });
    location.reload();
  });
  source.addEventListener("failed", ({ data }) => {
    banner.replaceChildren(
      h("strong", {}, "This page is outdated"),
      h("pre", { tabindex: 0 }, String(data)),
    );
    banner.hidden = false;
  });
  source.addEventListener("recovered", () => {
    banner.hidden = true;
  });
}

void start();
