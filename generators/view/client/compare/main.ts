import type { CompareData } from "../../compare/CompareData.js";
import { h } from "../dom.js";
import { gunzip } from "../gunzip.js";
import { initTheme } from "../theme.js";
import { comparePage } from "./comparePage.js";

async function start(): Promise<void> {
  initTheme();
  // The page's policy forbids all connections, but not new windows, which plotly uses to upload charts.
  window.open = () => null;
  const app = document.getElementById("app");
  if (app === null) return;
  try {
    const text = new TextDecoder().decode(await gunzip("page-data"));
    app.replaceChildren(...comparePage(JSON.parse(text) as CompareData));
    document.documentElement.dataset.ready = "";
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    app.replaceChildren(h("p", { class: "caution" }, `This page cannot be read: ${reason}`));
    throw error;
  }
}

void start();
