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
  /** The UUID of the run. Default: a random one, as the platform expects. */
  jobID?: string | undefined;
  /**
   * The overall status, also an unknown one that was read (`UNKNOWN_9`). Default: the worst failure among
   * the metrics, else `PASSED`.
   */
  status?: StatusRead | undefined;
  /** Where warnings go. Default: nowhere. */
  log?: Log | undefined;
}

/** The argument of {@link MetricsWriter.addAll}: metrics, data and events that were read. */
export interface Addable {
  readonly metrics: readonly Metric[];
  readonly metricsData: readonly AnyData[];
  readonly events: readonly Event[];
  /** The message that all of them are from; its other fields are copied, too. Default: none. */
  readonly origin?: Origin<JobMetrics> | undefined;
}

/** Undoes one addition, after later ones were undone. */
type Undo = () => void;

/**
 * Collects metrics, metrics data and events, and writes them as one message.
 *
 *     const time = timestamps("time", stamps);
 *     const speed = doubles("speed", speeds, { unit: "m/s", index: time });
 *     writer.addDoubleOverTimeMetric("Speed", { lines: [{ values: speed, failsAbove: 0.5 }] });
 *
 * Every add…Metric method takes a name and an options object, and returns the metric. What the platform would
 * refuse throws at once, with the name of the metric. Rules named here (`rule O1`) are the codes that
 * validateJobMetrics and `metrics-project check` report.
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
  /** The first argument of {@link addAll}: its message, and its data in order. */
  #whole: JobMetrics | undefined;
  #wholeData: readonly AnyData[] = [];

  constructor(options: MetricsWriterOptions = {}) {
    super();
    const { jobID = newUUID(), status, log } = options;
    if (!isUUID(jobID)) {
      throw new MetricDefinitionError(`the jobID must be a UUID, got ${describeValue(jobID)}`, {
        hint: "Omit it: the writer generates one.",
      });
    }
    this.jobID = jobID;
    this.#status = checkOverall(status);
    this.#log = log;
  }

  /**
   * Adds an existing metric, for example one that was read from a test, together with its data.
   *
   * @throws {@link MetricDefinitionError} if its name (rule M6) or the name of its data (rule M7) is taken, or
   * if it was added before (rule M4).
   */
  override addMetric<M extends Metric>(metric: M): M {
    this.#addMetric(metric);
    return metric;
  }

  /** Whether a metric of this name was added; ignores event metrics. */
  hasMetric(name: string): boolean {
    return this.#metricNames.has(name);
  }

  #addMetric(metric: Metric): Undo {
    return about(`metric "${metric.name}"`, () => {
      const definition = definitionOf(metric.type);
      if (definition === undefined) {
        throw new MetricDefinitionError(`its type is ${describeValue(metric.type)}`, {
          hint: "Add metrics with the writer's add…Metric methods, or metrics that unpackMetrics read.",
        });
      }
      if (this.#metricIDs.has(metric.id)) {
        throw new MetricDefinitionError("it was already added", {
          hint: "A message contains each metric only once.",
        });
      }
      if (metric.eventMetric !== true && this.#metricNames.has(metric.name)) {
        throw new MetricDefinitionError("there is another metric of this name", {
          hint: "Names of metrics must be unique, except those with eventMetric: true.",
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
   * Adds metrics data without a metric, together with their index data, for a batch run to read. The data of
   * metrics are added with the metric.
   *
   * @throws {@link MetricDefinitionError} if other metrics data have its name (rule M7).
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
   * Adds an event: `addEvent(name, options)`, or an event that was read. Add its metrics to this writer
   * first.
   *
   * @throws {@link MetricDefinitionError} if its name is taken (rule M8), or its timestamp type
   * differs from that of earlier events (rule M10). Also if one of its metrics was not added (rule
   * E2).
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
          hint: "Names of events must be unique: append a number or the time.",
        });
      }
      const [first] = this.#events.values();
      if (first !== undefined && first.timestampType !== event.timestampType) {
        throw new MetricDefinitionError(
          `its timestamp is ${event.timestampType}, but that of "${first.name}" is ${first.timestampType}`,
          { hint: "All events of a message must have the same timestamp type." },
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
   * Adds everything that was read from a message or a test: metrics, data and events. An empty writer with the
   * jobID and status of the message then writes an equal message.
   *
   * @throws {@link MetricDefinitionError} if anything cannot be added; then nothing is added.
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
   * The overall status of the message. Setting it overrides the status that follows from the metrics;
   * undefined resets it. {@link MetricsWriterOptions.status} sets it from the start.
   *
   * @throws {@link MetricDefinitionError} if the value is not a status.
   */
  get status(): StatusRead {
    return this.#status ?? overallStatus([...this.#metrics.keys()]);
  }

  set status(status: StatusRead | undefined) {
    this.#status = checkOverall(status);
  }

  /** Returns the message, neither validated nor encoded. You can add more and write again afterwards. */
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

  /** Both status fields are equal, unless the message was read with two different ones. */
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

/** Refuses invalid statuses, except unknown ones that were read. */
function checkOverall(status: StatusRead | undefined): StatusRead | undefined {
  if (typeof status === "string" && /^UNKNOWN_\d+$/.test(status)) return status;
  return checkStatus(status as Status | undefined);
}

/** The worst failure, else PASSED: a run without failures has passed. */
function overallStatus(metrics: readonly Metric[]): Status {
  const worst = worstOfWords(metrics.map(({ status }) => status));
  return worst === "FAIL_BLOCK" || worst === "FAIL_WARN" ? worst : "PASSED";
}
