/** Which topic to read. */
export interface TopicQuery {
  /** By its name. */
  readonly topic?: string;
  /**
   * By its type. `nav_msgs/Odometry` finds what ROS 2 calls nav_msgs/msg/Odometry, and Protobuf
   * nav_msgs.Odometry.
   */
  readonly type?: string;
  /** A table that has all of these columns, for formats without topics. */
  readonly columns?: readonly string[];
  /** In a file whose path ends with, or holds, this: where several recordings have the topic. */
  readonly file?: string;
  /** Read nothing where no topic fits, instead of throwing. Default: false. */
  readonly optional?: boolean;
  /** What to do where several fit. Default: an error that lists them. */
  readonly which?: "first" | "all";
}

/** A topic's name or type, or a {@link TopicQuery}. */
export type TopicChoice = string | TopicQuery;

/** Topics by the names that the reader's code gives them. */
export type Selection = Readonly<Record<string, TopicChoice>>;

/** Message types by topic name or by type: what `openLogs` can be told, and what `generate --logs` writes. */
export type MessageTypes = object;

type Named<Choice> = Choice extends string
  ? Choice
  : Choice extends { readonly topic: infer Name extends string }
    ? Name
    : Choice extends { readonly type: infer Name extends string }
      ? Name
      : never;

/**
 * What a choice reads, by the types that are known. Columns that a table is chosen by are taken for numbers: `columns()` checks
 * that they are.
 */
export type MessageOf<Types extends MessageTypes, Choice> = Choice extends {
  readonly columns: readonly (infer Column extends string)[];
}
  ? { readonly [Name in Column]: number }
  : Named<Choice> extends keyof Types
    ? Types[Named<Choice>]
    : unknown;
