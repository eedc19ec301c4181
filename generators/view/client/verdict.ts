import { statusOf } from "../common/words.js";
import type { LogView, ProblemView, ReasonView, RunView } from "../model/pageData.js";
import { count, h } from "./dom.js";

/** Maximum number of visible entries; the rest is folded. */
const shown = 8;
/** Maximum numbers of visible problems and of listed problems. */
const problemsShown = 5;
const problemsTold = 500;

/** The reasons for a failed run, each linked to its position, and the limits of its verdict. */
export function verdictSection(
  run: RunView,
  linkOf: (reason: ReasonView) => string,
): HTMLElement | null {
  if (run.reasons.length === 0 && run.remarks.length === 0) return null;
  const entry = (reason: ReasonView) => {
    const { sign, key, word } = statusOf(reason.status);
    return h(
      "li",
      {},
      h("span", { class: `sign ${key}`, role: "img", "aria-label": word }, sign),
      h("a", { class: "quiet", href: linkOf(reason) }, reason.text),
    );
  };
  return h(
    "section",
    {
      class: `reasons ${run.reasons.some(({ status }) => status === 5) ? "problem" : "warning"}`,
      "aria-label": "Why",
    },
    run.reasons.length > 0 && h("h2", {}, "Why"),
    list(run.reasons.map(entry), shown),
    run.remarks.length > 0 && h("h2", {}, "Not covered by the verdict"),
    list(run.remarks.map(entry), shown),
  );
}

/** Broken rules, or warnings. */
export function findings(
  word: "problem" | "warning",
  title: string,
  all: readonly ProblemView[],
): HTMLElement | null {
  if (all.length === 0) return null;
  const entry = ({ code, path, message }: ProblemView) =>
    h(
      "li",
      {},
      h("code", { class: "code" }, code),
      h("span", {}, message.startsWith(`${code}: `) ? message.slice(code.length + 2) : message),
      h("span", { class: "hidden-text" }, path),
    );
  return h(
    "section",
    { class: `findings ${word}`, "aria-label": count(all.length, word) },
    h("h2", {}, `${title} (${count(all.length, word)})`),
    list(all.slice(0, problemsTold).map(entry), problemsShown),
  );
}

function list(entries: readonly HTMLElement[], first: number): HTMLElement | null {
  if (entries.length === 0) return null;
  const rest = entries.slice(first);
  return h(
    "div",
    {},
    h("ul", {}, ...entries.slice(0, first)),
    rest.length > 0 &&
      h("details", {}, h("summary", {}, `${rest.length} more`), h("ul", {}, ...rest)),
  );
}

/** What the run printed. */
export function logSection({ text, omitted, href }: LogView): HTMLElement {
  return h(
    "details",
    { class: "fold log" },
    h("summary", {}, "Log"),
    omitted > 0 &&
      h(
        "p",
        { class: "type" },
        `The end of the log; the first ${count(omitted, "byte")} are omitted.`,
      ),
    href !== undefined && h("p", {}, h("a", { href, target: "_blank" }, "Full log")),
    h("pre", { tabindex: 0 }, text === "" ? "The run printed nothing." : text),
  );
}
