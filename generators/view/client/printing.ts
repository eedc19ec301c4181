import { drawAll, drawForPrint } from "./chart.js";

/** Prepares an element for printing; returns a function that restores the screen. */
const preparations = new Map<Element, () => () => void>();
let undo: (() => void)[] = [];

/** Calls `prepare` before printing if `element` is on the page, and its result afterwards. */
export function whilePrinting(element: Element, prepare: () => () => void): void {
  preparations.set(element, prepare);
}

/** Draws the invisible parts for printers, which do not scroll. */
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

/** Prints after all charts are drawn. */
export async function printPage(): Promise<void> {
  await drawAll();
  window.print();
}
