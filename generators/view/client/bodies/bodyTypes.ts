import type { Body, EventView } from "../../model/pageData.js";
import type { RunData } from "../Page.js";
import type { TimeCursor } from "../TimeCursor.js";
import type { TableData } from "../valuesTable.js";

/** The context of a body. */
export interface BodyContext {
  readonly data: RunData;
  /** The metric's name, for screen readers. */
  readonly name: string;
  readonly status: number;
  /** The run's events, which are marked in charts over time. */
  readonly events: readonly EventView[];
  readonly cursor: TimeCursor;
}

/** A setting of a chart. */
export interface Toggle {
  readonly label: string;
  readonly title: string;
  /** Whether it is initially on. */
  readonly pressed: boolean;
  set(on: boolean): void;
}

/** The elements of the body, and notes for the bottom of the card. */
export interface BodyView {
  readonly content: HTMLElement;
  /** A note that changes with the chart, such as the number of points. */
  readonly notes?: readonly HTMLElement[];
  /** The numbers of a chart; a promise if they must be unpacked first. */
  table?(): TableData | Promise<TableData>;
  /** The chart as a picture: a data URL. */
  image?(): Promise<string>;
  /** The value to copy, if the body is a single value. */
  readonly value?: string;
  readonly toggles?: readonly Toggle[];
}

export type BodyOf<K extends Body["kind"]> = Extract<Body, { kind: K }>;
