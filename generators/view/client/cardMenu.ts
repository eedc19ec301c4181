import type { MetricView } from "../model/pageData.js";
import type { BodyView, Toggle } from "./bodies/bodyTypes.js";
import { h } from "./dom.js";
import { copyText, csvBlob, download, fileName } from "./download.js";
import { tableRows } from "./valuesTable.js";

/** The target of the menu's actions. */
interface Current {
  readonly view: BodyView | undefined;
  readonly group: string | null;
  link(): string;
}

/** The menu of a metric: its link, data, picture, and other axis. */
export function cardMenu(
  metric: MetricView,
  current: () => Current,
): { element: HTMLElement; update(view: BodyView): void } {
  const list = h("div", { class: "menu-list" });
  const item = (text: string, act: (button: HTMLElement) => void) => {
    const button = h("button", { type: "button" }, text);
    button.addEventListener("click", () => act(button));
    return button;
  };
  const element = h(
    "details",
    { class: "menu" },
    h(
      "summary",
      { class: "icon", "aria-label": `More actions for ${metric.name}`, title: "More" },
      "⋯",
    ),
    list,
  );
  element.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !element.contains(relatedTarget)) element.open = false;
  });
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape") element.open = false;
  });
  const name = (ending: string) => `${fileName(metric.name, current().group ?? "")}.${ending}`;
  const saveTable = async () => {
    const table = await current().view?.table?.();
    if (table !== undefined) download(name("csv"), csvBlob(tableRows(table)));
  };
  const savePicture = async () => {
    const picture = await current().view?.image?.();
    if (picture !== undefined) download(name("png"), picture);
  };
  const fill = (view: BodyView) => {
    const { value, table, image, toggles = [] } = view;
    list.replaceChildren(
      ...toggles.map(toggleItem),
      item("Copy link", (button) => void copyText(current().link(), button)),
    );
    if (value !== undefined) {
      list.append(item("Copy value", (button) => void copyText(value, button)));
    }
    if (table !== undefined) list.append(item("Save as CSV", () => void saveTable()));
    if (image !== undefined) list.append(item("Save as PNG", () => void savePicture()));
  };
  const toggleItem = ({ label, title, pressed, set }: Toggle) => {
    const button = item(label, () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      set(on);
    });
    button.title = title;
    button.setAttribute("aria-pressed", String(pressed));
    return button;
  };
  // Only few of hundreds of menus are opened.
  let filled: BodyView | undefined;
  element.addEventListener("toggle", () => {
    const { view } = current();
    if (view === undefined || view === filled) return;
    filled = view;
    fill(view);
  });
  return {
    element,
    update: (view) => {
      if (filled === undefined) return;
      filled = view;
      fill(view);
    },
  };
}
