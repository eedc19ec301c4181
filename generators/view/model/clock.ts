import type { JobMetrics, MetricsData, Series, Timestamp } from "@metrics-project/runtime/messages";
import type { AxisView } from "./pageData.js";

/** Seconds below this count from the start of a test, larger ones from 1970. */
const calendarFrom = 1e8;
/** The end of the year 9999: the maximum of dates and of plotly's date axes. Larger values stay seconds. */
const calendarTo = 253_402_300_799;

/** Whether seconds count from 1970. */
function isDate(seconds: number): boolean {
  return seconds >= calendarFrom && seconds <= calendarTo;
}

/**
 * Converts timestamps to seconds that a double represents to the nanosecond. Calendar times count
 * from the whole second of the run's earliest one; times since the start of a test stay unchanged.
 */
export class Clock {
  readonly #origin: number | undefined;
  /** The time of the earliest sample with a date, in seconds from the origin. */
  readonly #start: number | undefined;

  constructor(message: JobMetrics) {
    let earliest: Timestamp | undefined;
    const see = (time: Timestamp | undefined) => {
      if (time === undefined || !isDate(Number(time.seconds))) return;
      if (earliest === undefined || isBefore(time, earliest)) earliest = time;
    };
    for (const data of message.metricsData) {
      for (const series of seriesIn(data)) {
        if (series.series?.$case === "timestamps") series.series.value.series.forEach(see);
      }
    }
    const sample = earliest as Timestamp | undefined;
    for (const event of message.events) see(event.timestamp);
    const first = earliest as Timestamp | undefined;
    this.#origin = first && Number(first.seconds);
    this.#start = sample && Number(sample.seconds) - (this.#origin ?? 0) + sample.nanos / 1e9;
  }

  seconds(time: Timestamp | undefined): number {
    const seconds = Number(time?.seconds ?? 0);
    const shift = this.#isCalendar(seconds) ? (this.#origin ?? 0) : 0;
    return seconds - shift + (time?.nanos ?? 0) / 1e9;
  }

  /** The time of an event on the run's clock: without a date, it counts from the first sample with a date. */
  eventSeconds(time: Timestamp | undefined): { time: number; undated: boolean } {
    const seconds = this.seconds(time);
    if (this.#start === undefined || this.isCalendar(time))
      return { time: seconds, undated: false };
    return { time: this.#start + seconds, undated: true };
  }

  /** The axis for times like `sample`. */
  axis(sample: Timestamp | undefined): AxisView {
    const origin = this.#isCalendar(Number(sample?.seconds ?? 0)) ? this.#origin : undefined;
    const shift = origin === undefined ? this.#start : undefined;
    return {
      name: "Time (s)",
      time: true,
      ...(origin === undefined ? {} : { origin: new Date(origin * 1000).toISOString() }),
      ...(shift === undefined ? {} : { shift }),
    };
  }

  /** Whether a time is calendar time, not time since the start of a test. */
  isCalendar(time: Timestamp | undefined): boolean {
    return this.#isCalendar(Number(time?.seconds ?? 0));
  }

  #isCalendar(seconds: number): boolean {
    return isDate(seconds) && this.#origin !== undefined;
  }
}

function seriesIn({ data }: MetricsData): Series[] {
  if (data?.$case === "series") return [data.value];
  return data?.$case === "seriesPerCategory" ? Object.values(data.value.categoryToSeries) : [];
}

function isBefore(time: Timestamp, other: Timestamp): boolean {
  const difference = Number(time.seconds) - Number(other.seconds);
  return difference < 0 || (difference === 0 && time.nanos < other.nanos);
}

/** A readable timestamp: `12.5 s` since the start, or calendar time in UTC. */
export function timeText(time: Timestamp | undefined): string {
  const seconds = Number(time?.seconds ?? 0);
  const nanos = time?.nanos ?? 0;
  const fraction = nanos === 0 ? "" : `.${String(nanos).padStart(9, "0").replace(/0+$/, "")}`;
  if (!isDate(seconds)) return `${seconds}${fraction} s`;
  const date = new Date(seconds * 1000);
  return `${date.toISOString().slice(0, 19).replace("T", " ")}${fraction} UTC`;
}
