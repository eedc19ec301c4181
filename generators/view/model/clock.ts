import type { JobMetrics, Timestamp } from "@metrics-project/runtime/messages";
import type { AxisView } from "./pageData.js";

/** Below this, seconds are taken to count from the start of a test, above it from 1970. */
const calendarFrom = 1e8;
/** The end of the year 9999: what dates, and plotly's axes of dates, can say. Beyond, seconds stay seconds. */
const calendarTo = 253_402_300_799;

/** Whether seconds count from 1970. */
function isDate(seconds: number): boolean {
  return seconds >= calendarFrom && seconds <= calendarTo;
}

/**
 * Turns timestamps into seconds that a double holds to the nanosecond: calendar times count from
 * the whole second of the run's earliest one, times since the start of a test stay as they are.
 */
export class Clock {
  readonly #origin: number | undefined;

  constructor(message: JobMetrics) {
    let earliest = Number.POSITIVE_INFINITY;
    const see = (time: Timestamp | undefined) => {
      const seconds = Number(time?.seconds ?? 0);
      if (isDate(seconds) && seconds < earliest) earliest = seconds;
    };
    for (const data of message.metricsData) {
      const all =
        data.data?.$case === "series"
          ? [data.data.value]
          : data.data?.$case === "seriesPerCategory"
            ? Object.values(data.data.value.categoryToSeries)
            : [];
      for (const series of all) {
        if (series.series?.$case === "timestamps") series.series.value.series.forEach(see);
      }
    }
    for (const event of message.events) see(event.timestamp);
    this.#origin = Number.isFinite(earliest) ? earliest : undefined;
  }

  seconds(time: Timestamp | undefined): number {
    const seconds = Number(time?.seconds ?? 0);
    const shift = this.#isCalendar(seconds) ? (this.#origin ?? 0) : 0;
    return seconds - shift + (time?.nanos ?? 0) / 1e9;
  }

  /** The axis for times of which `sample` is one. */
  axis(sample: Timestamp | undefined): AxisView {
    const origin = this.#isCalendar(Number(sample?.seconds ?? 0)) ? this.#origin : undefined;
    return {
      name: "Time (s)",
      time: true,
      ...(origin === undefined ? {} : { origin: new Date(origin * 1000).toISOString() }),
    };
  }

  /** Whether a time is a point in calendar time, not one since the start of a test. */
  isCalendar(time: Timestamp | undefined): boolean {
    return this.#isCalendar(Number(time?.seconds ?? 0));
  }

  #isCalendar(seconds: number): boolean {
    return isDate(seconds) && this.#origin !== undefined;
  }
}

/** A timestamp for a person: `12.5 s` since the start, or calendar time in UTC. */
export function timeText(time: Timestamp | undefined): string {
  const seconds = Number(time?.seconds ?? 0);
  const nanos = time?.nanos ?? 0;
  const fraction = nanos === 0 ? "" : `.${String(nanos).padStart(9, "0").replace(/0+$/, "")}`;
  if (!isDate(seconds)) return `${seconds}${fraction} s`;
  const date = new Date(seconds * 1000);
  return `${date.toISOString().slice(0, 19).replace("T", " ")}${fraction} UTC`;
}
