import type { MetricView } from "../model/pageData.js";
import type { BodyView } from "./bodies/bodyTypes.js";
import { h } from "./dom.js";
import { copyText, csvBlob, download, fileName } from "./download.js";
import { tableRows } from "./valuesTable.js";

/** What the menu acts on when it is used. */
interface Current {
  readonly view: BodyView | undefined;
  readonly group: string | null;
  link(): string;
}

/** What a metric can be asked for: a link to it, its data, its picture, another axis. */
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
    h("summary", { class: "icon", "aria-label": `More of ${metric.name}`, title: "More" }, "⋯"),
    list,
  );
  element.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !element.contains(relatedTarget)) element.open = false;
  });
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape") element.open = false;
  });
  const name = (ending: string) => `${fileName(metric.name, current().group ?? "")}.${ending}`;
  return {
    element,
    update: (view) => {
      list.replaceChildren(
        ...(view.toggles ?? []).map(({ label, title, pressed, set }) => {
          const button = item(label, () => {
            const on = button.getAttribute("aria-pressed") !== "true";
            button.setAttribute("aria-pressed", String(on));
            set(on);
          });
          button.title = title;
          button.setAttribute("aria-pressed", String(pressed));
          return button;
        }),
        item("Copy link", (button) => void copyText(current().link(), button)),
        ...(view.value === undefined
          ? []
          : [item("Copy value", (button) => void copyText(current().view?.value ?? "", button))]),
        ...(view.table === undefined
          ? []
          : [
              item("Save as CSV", () => {
                void Promise.resolve(current().view?.table?.()).then((table) => {
                  if (table !== undefined) download(name("csv"), csvBlob(tableRows(table)));
                });
              }),
            ]),
        ...(view.image === undefined
          ? []
          : [
              item("Save as PNG", () => {
                void current()
                  .view?.image?.()
                  .then((picture) => download(name("png"), picture));
              }),
            ]),
      );
    },
  };
}
