/**
 * What each rule about emissions requires, by its code: files and rows (E, T), the config (C, M, Q)
 * and its YAML (Y). The text of a rule that only causes a warning says so.
 */
export const emissionRules = {
  E2: "The file's name is not one that the platform itself writes (warning).",
  E3: "The file is UTF-8, with one JSON object per line and LF after each. CR LF or a missing last LF is a warning.",
  E4: "A row has only $metadata, with a topic, and $data.",
  E6: "A timestamp is an integer number of nanoseconds. A negative one is a warning.",
  E7: "Numbers are finite: JSON has no NaN and no infinities.",
  T1: "The topic of a row is declared in the config.",
  T2: "A topic has a schema.",
  T3: "Every field of a row is in the topic's schema.",
  T4: "Every field of the schema is in the row: there are no optional fields.",
  T5: "Every field has the type that the schema declares.",
  T6: "Every type in a schema is one that the platform supports.",
  T7: "A row is an event if, and only if, its topic has `event: true`.",
  T8: "There is a config to check the rows against (warning).",
  C1: "The version is 1.",
  C2: "Every metric listed in a set exists.",
  C3: "Every metric is in a set (warning: otherwise nobody sees it).",
  C4: "The set of a dashboard exists and contains only dashboard metrics. No other set contains any.",
  C5: "A metric's type is test, batch or dashboard.",
  C6: "A metric has a query, and its template_type is system or custom.",
  C7: "A system template is one of the platform's templates.",
  C8: "The file of a custom template is directly in the folder `templates`, not in a subfolder.",
  C9: "An image or video metric queries a topic with a field of that type.",
  C10: "Every table in a query is a topic, a built-in table, or defined by the query's WITH.",
  C11: "In a join, columns that all topics have are qualified with a table name.",
  C12: "A status query has exactly one `?`, and a number for block, warn or both.",
  C13: "No topic has the name of a built-in table.",
  M1: "A topic has at most one field of type image or video.",
  M2: "Every file named in a row is in the same folder as the emissions (warning).",
  M3: "The file's extension matches the field's type (warning).",
  M4: "Rows name at most 100 files in total (warning).",
  Q1: "A query is a single SELECT.",
  Y1: "The file is valid YAML: one document, no duplicate keys, few aliases.",
  Y2: "Every part of the config has the expected kind of value. An unknown key is a warning.",
  Y3: "Across all files of a config, no two parts of the same kind have the same name.",
} as const;

/** Advice about what the platform accepts but users should avoid, by its code. All are warnings. */
export const emissionAdvice = {
  A1: "A metric sets `skip_if_no_data`, to false if it has a status.",
  A2: "A set has 5 to 20 test metrics.",
  A3: "Images and videos are first in their set.",
  A4: "Every scalar has units.",
  A5: "A description has at most 120 characters.",
  A6: "Names of topics and fields need no quotes in SQL: letters, digits and underscores.",
  A7: "A config does not use `global` or `skip-if-no-data`, which only the platform's command line supports.",
  A8: "An event topic has the fields name, description, status and tags.",
  A9: "If a status depends on a topic, a metric counts its rows: without rows, the status passes.",
  A10: "Every topic is emitted, and used by a query.",
  A11: "A query returns the columns that its template draws.",
} as const;

/** The code of a rule about emissions, or of advice. */
export type EmissionRuleCode = keyof typeof emissionRules | keyof typeof emissionAdvice;
