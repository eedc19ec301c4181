import type { Body, EventView } from "../../model/pageData.js";
import type { Unpacked } from "../unpackPage.js";
import type { TableData } from "../valuesTable.js";

/** What a body gets besides itself. */
export interface BodyContext {
  readonly page: Unpacked;
  /** The metric's name, for those who cannot see a chart. */
  readonly name: string;
  readonly status: number;
  /** The run's events, which charts over time mark. */
  readonly events: readonly EventView[];
}

/** The body as elements, and remarks for the foot of the card. */
export interface BodyView {
  readonly content: HTMLElement;
  /** Filled and changed while the chart is used, such as how many points are drawn. */
  readonly notes?: readonly HTMLElement[];
  /** The numbers behind a chart. */
  readonly table?: TableData;
}

export type BodyOf<K extends Body["kind"]> = Extract<Body, { kind: K }>;
