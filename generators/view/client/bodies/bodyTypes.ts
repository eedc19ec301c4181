import type { Body, EventView } from "../../model/pageData.js";
import type { RunData } from "../Page.js";
import type { TimeCursor } from "../TimeCursor.js";
import type { TableData } from "../valuesTable.js";

/** What a body gets besides itself. */
export interface BodyContext {
  readonly data: RunData;
  /** The metric's name, for screen readers. */
  readonly name: string;
  readonly status: number;
  /** The run's events, which charts over time mark. */
  readonly events: readonly EventView[];
  readonly cursor: TimeCursor;
}

/** Something that a chart can be asked for. */
export interface Toggle {
  readonly label: string;
  readonly title: string;
  /** Whether it is on at first. */
  readonly pressed: boolean;
  set(on: boolean): void;
}

/** The body as elements, and remarks for the foot of the card. */
export interface BodyView {
  readonly content: HTMLElement;
  /** Filled and changed while the chart is used, such as how many points are drawn. */
  readonly notes?: readonly HTMLElement[];
  /** The numbers behind a chart; a promise where they have to be unpacked first. */
  table?(): TableData | Promise<TableData>;
  /** The chart as a picture: a data URL. */
  image?(): Promise<string>;
  /** What there is to copy of a body that is one value. */
  readonly value?: string;
  readonly toggles?: readonly Toggle[];
}

export type BodyOf<K extends Body["kind"]> = Extract<Body, { kind: K }>;
