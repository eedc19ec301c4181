import DOMPurify from "dompurify";
import { marked } from "marked";
import { h } from "../dom.js";
import type { BodyOf, BodyView } from "./bodyTypes.js";

const purify = DOMPurify(window);

purify.addHook("afterSanitizeAttributes", (node) => {
  if (node.tagName === "A" && node.hasAttribute("href")) {
    node.setAttribute("target", "_blank");
    node.setAttribute("rel", "noopener noreferrer");
  }
  // The page never loads anything: a picture from elsewhere becomes its description.
  if (node.tagName === "IMG" && !/^data:image\//.test(node.getAttribute("src") ?? "")) {
    node.replaceWith(`[image: ${node.getAttribute("alt") || node.getAttribute("src") || "?"}]`);
  }
});

export function textView({ text }: BodyOf<"text">): BodyView {
  if (text.trim() === "") return { content: h("p", { class: "empty" }, "No text") };
  const content = h("div", {
    class: "markdown",
    tabindex: 0,
    role: "region",
    "aria-label": "Text",
  });
  content.append(
    purify.sanitize(marked.parse(text, { async: false, gfm: true }), {
      RETURN_DOM_FRAGMENT: true,
      FORBID_TAGS: ["style", "form", "input", "button", "textarea", "select", "svg", "math"],
      FORBID_ATTR: ["style", "class", "id", "name"],
    }),
  );
  for (const table of content.querySelectorAll("table")) {
    const frame = h("div", { class: "table-frame" });
    table.replaceWith(frame);
    frame.append(table);
  }
  return { content };
}
