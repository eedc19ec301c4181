import type { CompareData } from "../../compare/CompareData.js";
import { h } from "../dom.js";
import { gunzip } from "../gunzip.js";
import { initTheme } from "../theme.js";
import { comparePage } from "./comparePage.js";

async function start(): Promise<void> {
  initTheme();
  // A policy within a page forbids every connection, but no new windows, which plotly uploads charts through.
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
