/**
 * What each rule about `metrics.binproto` requires, by its code. The platform refuses a message
 * that breaks a rule; it accepts one that breaks a rule of {@link messageAdvice}.
 *
 * V1 to V4 are applied by the rules of the metric types: a finding then has both codes, as in `O1/V3`.
 */
export const messageRules = {
  M1: "The message's job ID is a UUID.",
  M2: "The message and its collection of metrics both have a status.",
  M3: "IDs of metrics data are UUIDs, and no two are the same.",
  M4: "IDs of metrics are UUIDs, and no two are the same.",
  M5: "IDs of events are UUIDs.",
  M6: "No two metrics have the same name, except event metrics.",
  M7: "No two pieces of metrics data have the same name.",
  M8: "No two events have the same name.",
  M9: "Every metric has the job ID of the message.",
  M10: "All events have the same kind of timestamp: absolute or relative.",
  T1: "A metric has an ID, a name, a type, a status and an importance.",
  T2: "A metric has a job ID, which is a UUID.",
  T3: "The key and the value of a tag are not empty.",
  T4: "A metric has values, and they belong to its type.",
  V1: "References to values and statuses refer to metrics data in this message.",
  V2: "The values have a data type that the metric's type accepts.",
  V3: "Statuses have the same index as their values, and the index has a type that the metric's type accepts.",
  V4: "There is one status for each value: the same length and, if the values are grouped, the same categories.",
  D1: "A double summary shows doubles, with an index of the kind that selects the value.",
  O1: "A double over time has doubles indexed by timestamps, with as many statuses and limits as lines.",
  L1: "A line plot has doubles for x and y, with as many y and statuses as x.",
  B1: "A bar chart has doubles indexed by strings, with as many statuses as bars.",
  W1: "A batchwise bar chart has as many times, statuses and categories as values.",
  W2: "A color in a batchwise bar chart is # followed by six or eight hexadecimal digits.",
  W3: "The project ID of a batchwise bar chart is a UUID.",
  W4: "The values of a batchwise bar chart are doubles indexed by UUIDs.",
  W5: "The times of a batchwise bar chart are timestamps indexed by UUIDs.",
  S1: "States over time are strings indexed by timestamps, with as many statuses as series.",
  S2: "Every state that occurs is in the set of states.",
  S3: "Every failure state is in the set of states.",
  H1: "A histogram has doubles, with one status for each.",
  H2: "The buckets of a histogram follow each other without gaps, from its lower to its upper bound.",
  C1: "A scalar has a value, which is not NaN.",
  P1: "A plotly metric has a figure.",
  X1: "The text of a text metric is not empty.",
  I1: "An image metric refers to an external file of this message.",
  I2: "An image list has at least one image, and each is an external file of this message.",
  A1: "Every piece of metrics data has an ID and a data type.",
  A2: "An external file has a path.",
  A3: "Grouped data has a series for each of its categories, of the kind that the data type states, and none is empty.",
  A4: "A series is of the kind that its data type states, and is not empty.",
  A5: "The index of indexed data is in this message, and matches in type, length and categories.",
  E1: "An event has an ID, a name, a status and an importance.",
  E2: "The metrics of an event are in this message, and no two have the same name.",
  E3: "An event has a timestamp: 0 or more seconds, and nanoseconds below one billion.",
} as const;

/**
 * Advice about what the platform accepts although it causes trouble for programs or people, by its
 * code.
 */
export const messageAdvice = {
  N1: "Names are unique across metrics, metrics data and events: otherwise the Python SDK cannot read the test in batch mode.",
  N2: "Enum numbers are known ones: the Python SDK cannot read others.",
  N3: "Every series has a legend, and the index of a summary selects an existing element.",
  N4: "An event lists event metrics, and every event metric is listed by an event.",
  N5: "Statuses are set, and IDs inside series are UUIDs.",
  N6: "Indexes are not circular.",
  N7: "The data type and the flag is_indexed agree.",
  N8: "Timestamps ascend, and a start time is before its end time.",
  N9: "Most values of a series are numbers, not NaN.",
} as const;

type PairRule = "V1" | "V2" | "V3" | "V4";

/** The code of a rule, or of advice. */
export type RuleCode = keyof typeof messageRules | keyof typeof messageAdvice;

/**
 * The code of a finding: that of a rule, or of a rule that applies one about values and their
 * statuses.
 */
export type FindingCode = RuleCode | `${RuleCode}/${PairRule}`;
