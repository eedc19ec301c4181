import type { EmissionRow, MetricsWriter, Status } from "@metrics-project/runtime";

/** Maximum number of events on a page; a test usually has about twenty. */
const mostEvents = 1000;
const statuses: readonly string[] = ["PASSED", "FAIL_WARN", "FAIL_BLOCK"];

/** Rows of event topics as the events of a message. */
export class TestEvents {
  readonly #rows: EmissionRow[] = [];
  #left = 0;
  /** Their worst status, which counts toward the test's. */
  worst: "PASSED" | "FAIL_WARN" | "FAIL_BLOCK" = "PASSED";

  add(row: EmissionRow): void {
    if (!row.event) return;
    const { status } = row.data;
    if (status === "FAIL_BLOCK" || (status === "FAIL_WARN" && this.worst === "PASSED")) {
      this.worst = status;
    }
    if (this.#rows.length < mostEvents) this.#rows.push(row);
    else this.#left++;
  }

  /** Adds them to a message. Events with the same name are numbered. */
  async addTo(writer: MetricsWriter): Promise<void> {
    const { fromNanoseconds } = await import("@metrics-project/runtime");
    const used = new Map<string, number>();
    for (const { topic, time, data } of this.#rows) {
      if (time === undefined || time < 0n) continue;
      const name = typeof data.name === "string" && data.name !== "" ? data.name : topic;
      const count = (used.get(name) ?? 0) + 1;
      used.set(name, count);
      const { description, status, tags } = data;
      writer.addEvent(count === 1 ? name : `${name} (${count})`, {
        timestamp: fromNanoseconds(time),
        description: typeof description === "string" ? description : "",
        status: statuses.includes(String(status)) ? (status as Status) : "NOT_APPLICABLE",
        tags: Array.isArray(tags)
          ? tags.filter((tag) => typeof tag === "string" && tag !== "")
          : [],
      });
    }
    if (this.#left > 0) {
      writer.addTextMetric("Events not shown", {
        text: `${this.#left} more events: the preview lists at most ${mostEvents}.`,
      });
    }
  }
}
