import { count, h } from "./dom.js";
import { whilePrinting } from "./printing.js";

/** Rows of a table; only visible rows exist. */
export interface VirtualRows {
  /** Shows rows 0 to `length` - 1, starting with the first. */
  update(length: number): void;
  /** Redraws the visible rows. */
  redraw(): void;
  /** Scrolls to a row. */
  reveal(at: number): void;
}

export interface VirtualOptions {
  /** The scrolling element. */
  readonly box: HTMLElement;
  /** The table inside the box. */
  readonly body: HTMLTableSectionElement;
  /** Pixels of each row; must match the style sheet. */
  readonly height: number;
  row(at: number): HTMLTableRowElement;
}

/** Rows drawn above and below the visible ones. */
const spare = 8;

/** Maximum number of rows on paper: ten thousand would be hundreds of sheets. */
const mostPrinted = 500;

/** A row in place of rows that are not printed. */
function notPrinted(rows: number): HTMLTableRowElement {
  const note = `${count(rows, "more row")} not printed: filter the table, or save it as CSV`;
  return h("tr", { class: "spacer" }, h("td", { colspan: 99 }, note));
}

export function virtualRows({ box, body, height, row }: VirtualOptions): VirtualRows {
  let length = 0;
  let drawn: [number, number] = [-1, -1];
  const spacer = (pixels: number) =>
    h("tr", { "aria-hidden": "true", class: "spacer" }, h("td", { style: `height: ${pixels}px` }));
  const draw = (from: number, to: number) => {
    drawn = [from, to];
    const rows = Array.from({ length: to - from }, (_, i) => {
      const element = row(from + i);
      element.setAttribute("aria-rowindex", String(from + i + 2));
      return element;
    });
    body.replaceChildren(
      ...(from > 0 ? [spacer(from * height)] : []),
      ...rows,
      ...(to < length ? [spacer((length - to) * height)] : []),
    );
  };
  let printing = false;
  const look = () => {
    // Printing changes the size of the box.
    if (printing) return;
    const from = Math.max(0, Math.floor(box.scrollTop / height) - spare);
    // A box that is not laid out yet has no height.
    const sight = Math.ceil((box.clientHeight || 800) / height);
    const to = Math.min(length, from + sight + 2 * spare);
    if (from !== drawn[0] || to !== drawn[1]) draw(from, to);
  };
  box.addEventListener("scroll", look, { passive: true });
  new ResizeObserver(look).observe(box);
  whilePrinting(box, () => {
    const printed = Math.min(length, mostPrinted);
    draw(0, printed);
    if (printed < length) body.lastElementChild?.replaceWith(notPrinted(length - printed));
    printing = true;
    return () => {
      printing = false;
      drawn = [-1, -1];
      look();
    };
  });
  return {
    update: (count) => {
      length = count;
      drawn = [-1, -1];
      box.scrollTop = 0;
      body.closest("table")?.setAttribute("aria-rowcount", String(count + 1));
      look();
    },
    redraw: () => {
      drawn = [-1, -1];
      look();
    },
    reveal: (at) => {
      const top = at * height;
      const sight = box.clientHeight - 2 * height;
      if (top < box.scrollTop || top > box.scrollTop + sight) box.scrollTop = top - sight / 2;
      look();
    },
  };
}
