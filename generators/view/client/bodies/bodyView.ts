import type { ArrayRef, Body } from "../../model/pageData.js";
import { h } from "../dom.js";
import { barsView, batchwiseView } from "./barsView.js";
import type { BodyContext, BodyOf, BodyView } from "./bodyTypes.js";
import { figureView } from "./figureView.js";
import { histogramView } from "./histogramView.js";
import { linesView } from "./linesView.js";
import { picturesView } from "./picturesView.js";
import { scalarView } from "./scalarView.js";
import { statesView } from "./statesView.js";
import { summaryView } from "./summaryView.js";
import { textView } from "./textView.js";

const views: { [K in Body["kind"]]: (body: BodyOf<K>, context: BodyContext) => BodyView } = {
  scalar: scalarView,
  summary: summaryView,
  lines: linesView,
  bars: barsView,
  batchwise: batchwiseView,
  states: statesView,
  histogram: histogramView,
  figure: figureView,
  pictures: picturesView,
  text: textView,
  broken: ({ reason }) => ({
    content: h("p", { class: "caution" }, `This metric cannot be drawn: ${reason}.`),
  }),
};

/** The arrays to unpack before a body is drawn: for a long line, only those of its overview. */
function arraysOf(body: Body): (ArrayRef | null)[] {
  switch (body.kind) {
    case "lines":
      return body.lines.flatMap(({ x, y, statuses, times, whole }) =>
        whole === undefined
          ? [x, y, statuses, times]
          : [whole.x, whole.y, ...whole.marks.flatMap((mark) => [mark.x, mark.y])],
      );
    case "states":
      return body.lanes.flatMap(({ times, states, statuses }) => [times, states, statuses]);
    case "bars":
      return body.bars.flatMap(({ values, statuses }) => [values, statuses]);
    case "pictures":
      return body.pictures.map(({ bytes = null }) => bytes);
    case "scalar":
    case "summary":
    case "batchwise":
    case "histogram":
    case "figure":
    case "text":
    case "broken":
      return [];
  }
}

/** Draws a body of any kind, immediately if all its arrays are unpacked. */
export function bodyView(body: Body, context: BodyContext): BodyView | Promise<BodyView> {
  const loading = context.data.load(arraysOf(body));
  return loading === undefined ? drawn(body, context) : loading.then(() => drawn(body, context));
}

function drawn(body: Body, context: BodyContext): BodyView {
  const draw = views[body.kind] as (body: Body, context: BodyContext) => BodyView;
  const view = draw(body, context);
  const leftOut = "leftOut" in body ? body.leftOut : [];
  if (leftOut.length === 0) return view;
  const told = leftOut.slice(0, leftOutTold).join("; ");
  const more = leftOut.length > leftOutTold ? ` and ${leftOut.length - leftOutTold} more` : "";
  const note = h("p", { class: "caution" }, `Left out: ${told}${more}`);
  return { ...view, notes: [...(view.notes ?? []), note] };
}

/** Maximum number of reasons: more would be longer than the chart. */
const leftOutTold = 3;
