import DOMPurify from "dompurify";
import { marked } from "marked";
import { splitMarkdown } from "../../common/splitMarkdown.js";
import { h } from "../dom.js";
import { whilePrinting } from "../printing.js";
import type { BodyContext, BodyOf, BodyView } from "./bodyTypes.js";

const purify = DOMPurify(window);

purify.addHook("afterSanitizeAttributes", (node) => {
  if (node.tagName === "A" && node.hasAttribute("href")) {
    node.setAttribute("target", "_blank");
    node.setAttribute("rel", "noopener noreferrer");
  }
  // The page never loads anything: an external picture becomes its description.
  if (node.tagName === "IMG" && !/^data:image\//.test(node.getAttribute("src") ?? "")) {
    node.replaceWith(`[image: ${node.getAttribute("alt") || node.getAttribute("src") || "?"}]`);
  }
});

// A form control could be confused with the page's own: a task list's checkbox becomes a symbol.
marked.use({
  renderer: { checkbox: ({ checked }) => (checked ? "☑ " : "☐ ") },
});

/** Markdown, converted to HTML as the user scrolls. */
export function textView({ text }: BodyOf<"text">, { name }: BodyContext): BodyView {
  if (text.trim() === "") return { content: h("p", { class: "empty" }, "No text") };
  const content = h("div", {
    class: "markdown",
    tabindex: 0,
    role: "region",
    "aria-label": `Text of ${name}`,
  });
  const pieces = splitMarkdown(text);
  const end = h("p", { class: "type" });
  let shown = 0;
  const add = () => {
    end.before(pieceOf(pieces[shown] ?? ""));
    shown += 1;
    if (shown < pieces.length) return;
    end.remove();
    seen.disconnect();
  };
  const seen = new IntersectionObserver(
    (entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) add();
    },
    { root: content, rootMargin: "600px" },
  );
  content.append(end);
  end.textContent = "…";
  add();
  if (shown < pieces.length) {
    content.addEventListener("scroll", () => {
      while (
        shown < pieces.length &&
        content.scrollTop + 2 * content.clientHeight > content.scrollHeight
      )
        add();
    });
    seen.observe(end);
    whilePrinting(content, () => {
      while (shown < pieces.length) add();
      return () => {};
    });
  }
  return { content, value: text };
}

function pieceOf(text: string): HTMLElement {
  const piece = h("div", { class: "piece" });
  piece.append(
    purify.sanitize(marked.parse(text, { async: false, gfm: true }), {
      RETURN_DOM_FRAGMENT: true,
      FORBID_TAGS: ["style", "form", "input", "button", "textarea", "select", "svg", "math"],
      FORBID_ATTR: ["style", "class", "id", "name"],
    }),
  );
  for (const table of piece.querySelectorAll("table")) {
    const frame = h("div", { class: "table-frame" });
    table.replaceWith(frame);
    frame.append(table);
  }
  return piece;
}
