import { about } from "../data/about.js";
import { describeValue } from "../data/describeValue.js";
import type { Origin } from "../data/origin.js";
import type { AnyData } from "../data/series.js";
import { newUUID } from "../data/uuid.js";
import { MetricDefinitionError } from "../errors.js";
import { type Event, type EventOptions, makeEvent } from "../event.js";
import { isUUID, type Status, type StatusRead, statusNumber } from "../facts.js";
import type {
  JobMetrics,
  MetricCollection,
  MetricStatus,
} from "../generated/proto/resim/metrics/proto/metrics.js";
import type { Log } from "../log.js";
import type { AnyDefinition } from "../metrics/definition.js";
import { worstOfWords } from "../metrics/judge.js";
import { checkOptions, checkStatus } from "../metrics/metricFields.js";
import { definitionOf, type Metric, MetricAdder } from "../metrics/table.js";
import { DataCollection } from "./dataCollection.js";
import { eventMessage, metricMessage } from "./metricMessage.js";

/** Options of a {@link MetricsWriter}. */
export interface MetricsWriterOptions {
  /** The identifier of the run, a UUID. Default: a fresh random one, as the platform expects. */
  jobID?: string | undefined;
  /**
   * The overall status, also one that was read and has no word (`UNKNOWN_9`). Default: the worst
   * failure among the metrics, else `PASSED`.
   */
  status?: StatusRead | undefined;
  /** Where warnings go. Default: nowhere. */
  log?: Log | undefined;
}

/** What {@link MetricsWriter.addAll} takes: metrics, data and events that were read. */
export interface Addable {
  readonly metrics: readonly Metric[];
  readonly metricsData: readonly AnyData[];
  readonly events: readonly Event[];
  /** The message that they are all of; what it says besides them comes along. Default: none. */
  readonly origin?: Origin<JobMetrics> | undefined;
}

/** Takes back one addition, where those after it were taken back before. */
type Undo = () => void;

/**
 * Collects metrics, metrics data and events, and writes them as one message.
 *
 *     const time = timestamps("time", stamps);
 *     const speed = doubles("speed", speeds, { unit: "m/s", index: time });
 *     writer.addDoubleOverTimeMetric("Speed", { lines: [{ values: speed, failsAbove: 0.5 }] });
 *
 * Every add…Metric method takes a name and one object of options, and returns the metric. What the
 * platform would refuse is refused at once, with the metric's name. Where options and methods name a
 * rule (`rule O1`), that is the code which validateJobMetrics and `metrics-project check` give.
 */
export class MetricsWriter extends MetricAdder {
  readonly jobID: string;
  #status: StatusRead | undefined;
  readonly #log: Log | undefined;
  readonly #metrics = new Map<Metric, AnyDefinition>();
  readonly #metricIDs = new Set<string>();
  readonly #metricNames = new Set<string>();
  readonly #data = new DataCollection();
  readonly #events = new Map<string, Event>();
  /** What {@link addAll} began with: the message of it, and its data in their order. */
  #whole: JobMetrics | undefined;
  #wholeData: readonly AnyData[] = [];

  constructor(options: MetricsWriterOptions = {}) {
    super();
    const { jobID = newUUID(), status, log } = options;
    if (!isUUID(jobID)) {
      throw new MetricDefinitionError(`the jobID is ${describeValue(jobID)}, which is not a UUID`, {
        hint: "Leave it out: the writer makes one.",
      });
    }
    this.jobID = jobID;
    this.#status = checkOverall(status);
    this.#log = log;
  }

  /**
   * Adds a metric that exists already, for example one that was read from a test. Its data come
   * along.
   *
   * @throws {@link MetricDefinitionError} where its name (rule M6), or that of its data (rule M7), is
   * taken, or it was added before (rule M4).
   */
  override addMetric<M extends Metric>(metric: M): M {
    this.#addMetric(metric);
    return metric;
  }

  /** Whether a metric of this name was added, event metrics aside. */
  hasMetric(name: string): boolean {
    return this.#metricNames.has(name);
  }

  #addMetric(metric: Metric): Undo {
    return about(`metric "${metric.name}"`, () => {
      const definition = definitionOf(metric.type);
      if (definition === undefined) {
        throw new MetricDefinitionError(`its type is ${describeValue(metric.type)}`, {
          hint: "Add metrics by the writer's add…Metric methods, or those that unpackMetrics read.",
        });
      }
      if (this.#metricIDs.has(metric.id)) {
        throw new MetricDefinitionError("it was added already", {
          hint: "A message holds each metric once.",
        });
      }
      if (metric.eventMetric !== true && this.#metricNames.has(metric.name)) {
        throw new MetricDefinitionError("there is another metric of this name", {
          hint: "Names of metrics are unique, but for those with eventMetric: true.",
        });
      }
      const added = this.#data.add(definition.data(metric));
      this.#metrics.set(metric, definition);
      this.#metricIDs.add(metric.id);
      if (metric.eventMetric !== true) this.#metricNames.add(metric.name);
      if (metric.type === "PLOTLY") {
        for (const warning of metric.warnings) this.#log?.warn(warning);
      }
      return () => {
        this.#data.remove(added);
        this.#metrics.delete(metric);
        this.#metricIDs.delete(metric.id);
        if (metric.eventMetric !== true) this.#metricNames.delete(metric.name);
      };
    });
  }

  /**
   * Adds metrics data that no metric shows, for a batch run to read, with their index data. What a
   * metric shows comes along with the metric.
   *
   * @throws {@link MetricDefinitionError} where another piece of data has its name (rule M7).
   */
  addMetricsData<D extends AnyData>(data: D): D {
    this.#addData(data);
    return data;
  }

  #addData(data: AnyData): Undo {
    const added = this.#data.add([data]);
    return () => this.#data.remove(added);
  }

  /**
   * Adds an event: `addEvent(name, options)`, or one that was read. Its metrics must have been added
   * to this writer.
   *
   * @throws {@link MetricDefinitionError} where its name is taken (rule M8), its timestamp is of another
   * type than that of the events before (rule M10), or one of its metrics was not added (rule E2).
   */
  addEvent(name: string, options: EventOptions): Event;
  addEvent(event: Event): Event;
  addEvent(given: string | Event, options?: EventOptions): Event {
    if (typeof given === "string") about(`event "${given}"`, () => checkOptions(options));
    const event = typeof given === "string" ? makeEvent(given, options as EventOptions) : given;
    this.#addEvent(event);
    return event;
  }

  #addEvent(event: Event): Undo {
    return about(`event "${event.name}"`, () => {
      if (this.#events.has(event.name)) {
        throw new MetricDefinitionError("there is another event of this name", {
          hint: "Names of events are unique: put a number or the time into it.",
        });
      }
      const [first] = this.#events.values();
      if (first !== undefined && first.timestampType !== event.timestampType) {
        throw new MetricDefinitionError(
          `its timestamp is ${event.timestampType}, that of "${first.name}" is ${first.timestampType}`,
          { hint: "All events of a message have timestamps of one type." },
        );
      }
      const stranger = event.metrics.find(({ id }) => !this.#metricIDs.has(id));
      if (stranger !== undefined) {
        throw new MetricDefinitionError(`its metric "${stranger.name}" was not added`, {
          hint: "Add the metric to the same writer first, then list what add…Metric returned.",
        });
      }
      this.#events.set(event.name, event);
      return () => this.#events.delete(event.name);
    });
  }

  /**
   * Adds everything that was read from a message or a test: its metrics, its data, its events. An
   * empty writer with the jobID and status of the message then writes an equal message.
   *
   * @throws {@link MetricDefinitionError} where anything of it cannot be added; nothing of it is then.
   */
  addAll(read: Addable): void {
    const first = this.#metrics.size === 0 && this.#data.empty && this.#events.size === 0;
    const undo: Undo[] = [];
    try {
      for (const metric of read.metrics) undo.push(this.#addMetric(metric));
      for (const data of read.metricsData) undo.push(this.#addData(data));
      for (const event of read.events) undo.push(this.#addEvent(event));
    } catch (error) {
      for (const step of undo.reverse()) step();
      throw error;
    }
    if (!first) return;
    this.#whole = read.origin?.message;
    this.#wholeData = read.metricsData;
  }

  /**
   * The overall status that the message will say; setting it overrides what follows from the metrics,
   * and undefined takes that back. {@link MetricsWriterOptions.status} says it from the start.
   *
   * @throws {@link MetricDefinitionError} for a word that is no status.
   */
  get status(): StatusRead {
    return this.#status ?? overallStatus([...this.#metrics.keys()]);
  }

  set status(status: StatusRead | undefined) {
    this.#status = checkOverall(status);
  }

  /** The message, neither validated nor encoded. A writer can go on after it, and write again. */
  write(): JobMetrics {
    const metrics = [...this.#metrics.keys()];
    const definitions = [...this.#metrics];
    const metricsStatus = statusNumber(this.#status ?? overallStatus(metrics));
    const shown = definitions.flatMap(([metric, definition]) => definition.data(metric));
    const names = [...metrics.map(({ name }) => name), ...this.#events.keys()];
    const collection: Partial<MetricCollection> | undefined = this.#whole?.jobLevelMetrics;
    return {
      ...unknownFields(this.#whole),
      jobId: { ...this.#whole?.jobId, id: { ...this.#whole?.jobId?.id, data: this.jobID } },
      jobLevelMetrics: {
        ...unknownFields(collection),
        metrics: definitions.map(([metric, definition], position) =>
          metricMessage(metric, definition, this.jobID, position),
        ),
        metricsStatus: this.#collectionStatus(metricsStatus),
      },
      metricsData: this.#data.messages(this.#wholeData, shown, names),
      metricsStatus,
      events: [...this.#events.values()].map(eventMessage),
    };
  }

  /** Both status fields say the same, but in a message that was read with two that differ. */
  #collectionStatus(status: MetricStatus): MetricStatus {
    const whole = this.#whole;
    return whole?.metricsStatus === status
      ? (whole.jobLevelMetrics?.metricsStatus ?? status)
      : status;
  }
}

function unknownFields(
  message: Partial<JobMetrics> | undefined,
): Pick<JobMetrics, "_unknownFields"> {
  return message?._unknownFields === undefined ? {} : { _unknownFields: message._unknownFields };
}

/** Refuses what is no status, but for one that was read and has no word. */
function checkOverall(status: StatusRead | undefined): StatusRead | undefined {
  if (typeof status === "string" && /^UNKNOWN_\d+$/.test(status)) return status;
  return checkStatus(status as Status | undefined);
}

/** The worst failure, else PASSED: a run without failures has passed, whatever its metrics are. */
function overallStatus(metrics: readonly Metric[]): Status {
  const worst = worstOfWords(metrics.map(({ status }) => status));
  return worst === "FAIL_BLOCK" || worst === "FAIL_WARN" ? worst : "PASSED";
}
