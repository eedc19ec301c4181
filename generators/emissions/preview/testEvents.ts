import type { EmissionRow, MetricsWriter, Status } from "@metrics-project/runtime";

/** Events that a page lists; a test has some twenty. */
const mostEvents = 1000;
const statuses: readonly string[] = ["PASSED", "FAIL_WARN", "FAIL_BLOCK"];

/** Rows of event topics as the events of a message. */
export class TestEvents {
  readonly #rows: EmissionRow[] = [];
  #left = 0;
  /** The worst status among them, which counts toward the test's. */
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

  /** Adds them to a message; those of one name are numbered. */
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
      writer.addTextMetric("Events that are left out", {
        text: `${this.#left} events more than the ${mostEvents} that the preview lists.`,
      });
    }
  }
}
