import { drawAll, drawForPrint } from "./chart.js";

/** What elements do for a printer; gives back how they return to the screen. */
const preparations = new Map<Element, () => () => void>();
let undo: (() => void)[] = [];

/** `prepare` is called before the page is printed while `element` is part of it, and what it returns thereafter. */
export function whilePrinting(element: Element, prepare: () => () => void): void {
  preparations.set(element, prepare);
}

/** Draws what is not in sight for printers, which do not scroll. */
export function preparePrinting(): void {
  addEventListener("beforeprint", () => {
    document.documentElement.dataset.printing = "";
    for (const [element, prepare] of [...preparations]) {
      if (element.isConnected) undo.push(prepare());
      else preparations.delete(element);
    }
    undo.push(drawForPrint());
  });
  addEventListener("afterprint", () => {
    delete document.documentElement.dataset.printing;
    for (const back of undo.reverse()) back();
    undo = [];
  });
}

/** Prints when all charts are drawn. */
export async function printPage(): Promise<void> {
  await drawAll();
  window.print();
}
