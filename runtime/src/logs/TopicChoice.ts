/** Which topic to read. */
export interface TopicQuery {
  /** Name of the topic. */
  readonly topic?: string;
  /**
   * Type of the topic. `nav_msgs/Odometry` also matches nav_msgs/msg/Odometry (ROS 2) and nav_msgs.Odometry (Protobuf).
   */
  readonly type?: string;
  /** Columns that a table must have, for formats without topics. */
  readonly columns?: readonly string[];
  /** Part or end of the file path, if several recordings have the topic. */
  readonly file?: string;
  /** Whether to read nothing instead of throwing if no topic matches. Default: false. */
  readonly optional?: boolean;
  /** What to do if several match. Default: an error that lists them. */
  readonly which?: "first" | "all";
}

/** A topic's name or type, or a {@link TopicQuery}. */
export type TopicChoice = string | TopicQuery;

/** Topics by the names that you use in your code. */
export type Selection = Readonly<Record<string, TopicChoice>>;

/** Message types by topic name or by type, for `openLogs`; `generate --logs` writes them. */
export type MessageTypes = object;

type Named<Choice> = Choice extends string
  ? Choice
  : Choice extends { readonly topic: infer Name extends string }
    ? Name
    : Choice extends { readonly type: infer Name extends string }
      ? Name
      : never;

/**
 * The message type of a choice, from the known types. The `columns` of a table are assumed to be numbers; `columns()`
 * checks that.
 */
export type MessageOf<Types extends MessageTypes, Choice> = Choice extends {
  readonly columns: readonly (infer Column extends string)[];
}
  ? { readonly [Name in Column]: number }
  : Named<Choice> extends keyof Types
    ? Types[Named<Choice>]
    : unknown;
