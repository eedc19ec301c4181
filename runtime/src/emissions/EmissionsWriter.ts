import { join } from "node:path";
import { MetricDefinitionError } from "../errors.js";
import type { Log } from "../log.js";
import type { Emissions, EmissionTime } from "./Emissions.js";
import { EmissionsFile } from "./EmissionsFile.js";
import { BadValue, encodeValue } from "./encodeValue.js";
import { fieldProblem, isEventMetric } from "./fieldProblem.js";
import { mediaName, mediaProblem, tooManyFiles } from "./media.js";
import { Nanoseconds } from "./Nanoseconds.js";
import { refusal, TopicPlan } from "./TopicPlan.js";
import type { ColumnsOf, EventTopic, FieldType, PlainTopic, RowOf, Topics } from "./topics.js";

/** The default emissions file. */
export const EMISSIONS_FILE = "emissions.resim.jsonl";

/** Names that the platform writes itself. */
const platformFiles = ["resource_metrics.resim.jsonl", "test_length_metric.resim.jsonl"];

/** The separators of a line. */
const parts = {
  time: ascii(', "timestamp": '),
  plain: ascii('}, "$data": {'),
  event: ascii(', "event": true}, "$data": {'),
  end: ascii("}}\n"),
};

/** Options of {@link EmissionsWriter}. */
export interface EmissionsWriterOptions<T extends Topics> {
  /** The outputs folder of the run. It is created with the first row. */
  dir: string;
  /** File name; it must end in `.resim.jsonl`. Default: emissions.resim.jsonl. */
  file?: string;
  /** The topics of the config, as `metrics-project generate` writes them. Default: rows are not checked (T8). */
  topics?: T;
  /**
   * How to handle a row with NaN or infinity, which JSON cannot represent. `error` throws, and
   * `skip` skips the row and counts it in a warning. Default: error.
   */
  nonFinite?: "error" | "skip";
  /** Receives warnings. Default: none. */
  log?: Log;
}

/**
 * Writes emissions to your own file; test functions use `context.emissions` instead. Its bytes are equal to those of
 * the platform's emitter. The file only appears with `commit`, and never after an error.
 */
export class EmissionsWriter<const T extends Topics = Topics> implements Emissions<T> {
  readonly #file: EmissionsFile;
  readonly #topics: Topics | undefined;
  readonly #skipNonFinite: boolean;
  readonly #log: Log | undefined;
  readonly #plans = new Map<string, TopicPlan>();
  readonly #eventPlans = new Map<string, TopicPlan>();
  readonly #media = new Map<string, string>();
  readonly #skipped = new Map<string, number>();
  readonly #warned = new Set<string>();
  readonly #nanoseconds = new Nanoseconds();
  #rows = 0;
  #ended = false;
  /** Whether all rows are on disk, but not yet in place. */
  #isWhole = false;

  /**
   * @throws {MetricDefinitionError} if the platform does not read files of this name
   * @throws {ConfigError} if an earlier file cannot be removed
   */
  constructor(options: EmissionsWriterOptions<T>) {
    const name = options.file ?? EMISSIONS_FILE;
    if (!/^[^/\\]+\.resim\.jsonl$/.test(name) || platformFiles.includes(name)) {
      throw new MetricDefinitionError(
        `the emissions file must be a name ending in .resim.jsonl that is not one of ${platformFiles.join(", ")}, got ${JSON.stringify(name)}`,
        { hint: `Omit \`file\` to write ${EMISSIONS_FILE}.` },
      );
    }
    this.#file = new EmissionsFile(join(options.dir, name));
    this.#topics = options.topics;
    this.#skipNonFinite = options.nonFinite === "skip";
    this.#log = options.log;
  }

  get rows(): number {
    return this.#rows;
  }

  emit<N extends PlainTopic<T>>(
    topic: N,
    row: RowOf<T[N]>,
    options: { time?: EmissionTime } = {},
  ): void {
    this.#addRow(topic, this.#plan(topic, false), row, options.time, parts.plain);
  }

  emitSeries<N extends PlainTopic<T>>(
    topic: N,
    columns: ColumnsOf<T[N]>,
    options: { times?: BigInt64Array | readonly EmissionTime[] } = {},
  ): void {
    const lists = columns as Readonly<Record<string, ArrayLike<unknown>>>;
    const plan = this.#plan(topic, false);
    const names = Object.keys(lists);
    plan.checkFields(names);
    const { times } = options;
    const length = lengthOf(topic, lists, times);
    const fields = names.map((name, at) => ({
      name,
      key: plan.keyOf(name, at),
      type: plan.typeOf(name),
      values: lists[name] ?? [],
    }));
    const { line } = this.#file;
    this.#atomic(() => {
      for (let row = 0; row < length; row++) {
        line.raw(plan.head);
        if (times !== undefined) this.#addTime(topic, times[row]);
        line.raw(parts.plain);
        let name = "";
        try {
          for (const field of fields) {
            name = field.name;
            line.raw(field.key);
            this.#addField(field.type, field.values[row]);
          }
        } catch (error) {
          line.dropLine();
          if (this.#skips(error, topic, name)) continue;
          throw refused(error, topic, name, ` of row ${row}`);
        }
        this.#endRow();
      }
    });
  }

  emitEvent<N extends EventTopic<T>>(
    topic: N,
    row: RowOf<T[N]>,
    options: { time: EmissionTime },
  ): void {
    const plan = this.#plan(topic, true);
    const { metrics } = row as { metrics?: unknown };
    if (metrics !== undefined && !(Array.isArray(metrics) && metrics.every(isEventMetric))) {
      throw new MetricDefinitionError(
        `emissions: topic "${topic}", field "metrics" ${fieldProblem("metric[]", metrics)}`,
        {
          hint: 'Use objects such as { name: "Clearance", type: "scalar", value: 0.4, unit: "m" }.',
        },
      );
    }
    // Callers in JavaScript may omit it.
    const { time } = (options ?? {}) as { time?: EmissionTime };
    if (time === undefined) {
      throw refusal(`topic "${topic}": an event must have a time, as in { time: stamp }`);
    }
    this.#addRow(topic, plan, row, time, parts.event);
  }

  /**
   * Accepts no more rows, and flushes all of them to disk without moving the file into place: everything that can fail
   * fails here. A `commit` must follow.
   *
   * @throws {ConfigError} if the disk is full or the folder is not writable
   */
  finish(): void {
    this.#end();
    this.#warnOnce(tooManyFiles(this.#media.size));
    for (const [place, count] of this.#skipped) {
      this.#log?.warn(`emissions: ${count} rows skipped because ${place} was NaN or infinite`);
    }
    this.#file.finish();
    this.#isWhole = true;
  }

  /**
   * Moves the file into place.
   *
   * @returns its path; undefined without a file if nothing was emitted
   * @throws {ConfigError} if the disk is full or the folder is not writable
   */
  commit(): string | undefined {
    if (!this.#isWhole) this.finish();
    this.#isWhole = false;
    return this.#file.commit();
  }

  /** Removes everything, including an earlier file of the same name. */
  discard(): void {
    this.#ended = true;
    this.#isWhole = false;
    this.#file.discard();
  }

  #end(): void {
    if (this.#ended) {
      throw new MetricDefinitionError("emissions: a row was added after the end of the file", {
        hint: "Await all code that emits before the metrics function returns.",
      });
    }
    this.#ended = true;
  }

  #plan(topic: string, event: boolean): TopicPlan {
    if (this.#ended) this.#end();
    const plans = event ? this.#eventPlans : this.#plans;
    let plan = plans.get(topic);
    if (plan === undefined) {
      plan = new TopicPlan(topic, event, this.#topics);
      plans.set(topic, plan);
    }
    return plan;
  }

  #addRow(
    topic: string,
    plan: TopicPlan,
    row: Readonly<Record<string, unknown>>,
    time: EmissionTime | undefined,
    data: Uint8Array,
  ): void {
    const names = Object.keys(row);
    plan.checkFields(names);
    const { line } = this.#file;
    line.raw(plan.head);
    if (time !== undefined) this.#addTime(topic, time);
    line.raw(data);
    let name = "";
    try {
      for (let at = 0; at < names.length; at++) {
        name = names[at] ?? "";
        line.raw(plan.keyOf(name, at));
        this.#addField(plan.typeOf(name), row[name]);
      }
    } catch (error) {
      line.dropLine();
      if (this.#skips(error, topic, name)) return;
      throw refused(error, topic, name, "");
    }
    this.#endRow();
  }

  #endRow(): void {
    this.#file.line.raw(parts.end);
    this.#file.endLine();
    this.#rows++;
  }

  #addField(type: FieldType | undefined, given: unknown): void {
    const { line } = this.#file;
    const isNumber = typeof given === "number";
    if (isNumber && (type === "float" || type === undefined)) line.float(given);
    else if (isNumber && type === "int" && Number.isInteger(given)) line.integer(given);
    else line.ascii(this.#encodeField(type, given));
  }

  #encodeField(type: FieldType | undefined, given: unknown): string {
    const value = mediaName(given, this.#media);
    if (type === undefined) return encodeValue(value);
    if (typeof value === "number" && !Number.isFinite(value)) return encodeValue(value);
    const problem = fieldProblem(type, value);
    if (problem !== undefined) throw new FieldError(problem);
    if ((type === "image" || type === "video") && typeof value === "string") {
      if (!this.#media.has(value)) this.#media.set(value, value);
      this.#warnOnce(mediaProblem(type, value));
    }
    return encodeValue(value);
  }

  #addTime(topic: string, time: EmissionTime | undefined): void {
    const { line } = this.#file;
    line.raw(parts.time);
    const sign = this.#nanoseconds.write(line, time);
    if (sign === undefined) {
      line.dropLine();
      throw refusal(
        `topic "${topic}": a time must be a bigint of nanoseconds, { seconds, nanos } or a Date, got ${String(time)}`,
      );
    }
    if (sign === "negative") {
      this.#warnOnce(`topic "${topic}" has negative timestamps, which some readers refuse`);
    }
  }

  #warnOnce(warning: string | undefined): void {
    if (warning === undefined || this.#warned.has(warning)) return;
    this.#warned.add(warning);
    this.#log?.warn(`emissions: ${warning}`);
  }

  #skips(error: unknown, topic: string, field: string): boolean {
    if (!(error instanceof BadValue && error.nonFinite && this.#skipNonFinite)) return false;
    const place = `topic "${topic}", field "${field}"`;
    this.#skipped.set(place, (this.#skipped.get(place) ?? 0) + 1);
    return true;
  }

  /** Removes what a failed call had added. */
  #atomic(work: () => void): void {
    const { size } = this.#file;
    const rows = this.#rows;
    try {
      work();
    } catch (error) {
      this.#file.truncate(size);
      this.#rows = rows;
      throw error;
    }
  }
}

function ascii(text: string): Uint8Array {
  return Buffer.from(text, "latin1");
}

/** The error for a value of the wrong type. */
class FieldError extends Error {}

function refused(error: unknown, topic: string, field: string, row: string): unknown {
  const place = `topic "${topic}", field "${field}"`;
  if (error instanceof FieldError) return refusal(`${place}${row} ${error.message} (T5)`);
  if (!(error instanceof BadValue)) return error;
  return error.nonFinite
    ? new MetricDefinitionError(
        `emissions: ${place}${error.place}${row} must be a finite number, got ${error.got}`,
        { hint: 'Skip such rows yourself, or set nonFinite: "skip".' },
      )
    : refusal(`${place}${error.place}${row} must be JSON, got ${error.got}`);
}

/** The common length of all columns. */
function lengthOf(
  topic: string,
  lists: Readonly<Record<string, ArrayLike<unknown>>>,
  times: ArrayLike<unknown> | undefined,
): number {
  const columns = { ...lists, ...(times === undefined ? {} : { times }) };
  for (const [name, list] of Object.entries(columns)) {
    if (typeof list === "object" && list !== null && Number.isInteger(list.length)) continue;
    throw refusal(`topic "${topic}", column "${name}" must be a list, got ${typeof list}`);
  }
  const length = Object.values(columns)[0]?.length ?? 0;
  if (Object.values(columns).every((list) => list.length === length)) return length;
  const lengths = Object.entries(columns).map(([name, list]) => `${name} ${list.length}`);
  throw refusal(
    `topic "${topic}": all columns must have the same length, got ${lengths.join(", ")}`,
  );
}
