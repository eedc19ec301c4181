/**
 * What each rule about emissions asks for, by its code: files and rows (E, T), the config (C, M, Q) and
 * its YAML (Y). Where a rule is only warned of, its text says so.
 */
export const emissionRules = {
  E2: "The file has a name that the platform does not write itself (a warning).",
  E3: "The file is UTF-8, with one JSON object a line and LF after each. CR LF and a missing last LF are warnings.",
  E4: "A row has $metadata with a topic, $data, and nothing else.",
  E6: "A timestamp is an integer of nanoseconds. One before zero is a warning.",
  E7: "Numbers are finite: JSON has no NaN and no infinities.",
  T1: "The topic of a row is declared in the config.",
  T2: "A topic has a schema.",
  T3: "Every field of a row is in the topic's schema.",
  T4: "Every field of the schema is in the row: there are no optional fields.",
  T5: "A field has the type that the schema says.",
  T6: "The types of a schema are types that the platform knows.",
  T7: "A row is an event exactly where its topic says `event: true`.",
  T8: "There is a config to check rows by (a warning).",
  C1: "The version is 1.",
  C2: "Every metric that a set names exists.",
  C3: "Every metric is in a set (a warning: nobody sees it otherwise).",
  C4: "The set of a dashboard exists and holds dashboard metrics only. No other set holds one.",
  C5: "A metric's type is test, batch or dashboard.",
  C6: "A metric has a query, and its template_type is system or custom.",
  C7: "A system template is one that the platform has.",
  C8: "The file of a custom template is in the folder `templates`, not below it.",
  C9: "An image or video metric queries a topic with a field of that type.",
  C10: "The tables of a query are topics, tables of the platform, or its own WITH.",
  C11: "In a join, columns that all topics have are qualified by their table.",
  C12: "A status query has exactly one `?`, and a block or a warn that is a number.",
  C13: "No topic has the name of a table that the platform fills.",
  M1: "A topic has at most one field of type image or video.",
  M2: "The file that a row names is beside the emissions (a warning).",
  M3: "The file's ending fits the field's type (a warning).",
  M4: "Rows name at most 100 files (a warning).",
  Q1: "A query is one SELECT.",
  Y1: "The file is YAML: no doubled keys, one document, few aliases.",
  Y2: "A part of the config is of the kind that its place asks for. An unknown name is a warning.",
  Y3: "Over all files of a config, no two parts of one kind share a name.",
} as const;

/** What the platform accepts and its users are advised against, by its code; all are warnings. */
export const emissionAdvice = {
  A1: "A metric says `skip_if_no_data`: false where it has a status.",
  A2: "A set has 5 to 20 test metrics.",
  A3: "Images and videos come first in their set.",
  A4: "A scalar has units.",
  A5: "A description has at most 120 characters.",
  A6: "Names of topics and fields need no quotes in SQL: letters, digits and underscores.",
  A7: "`global` and `skip-if-no-data` are understood by the platform's command line only.",
  A8: "A topic of events has name, description, status and tags.",
  A9: "Where a status judges a topic, a metric counts its rows: a status passes where there are none.",
  A10: "Every topic is used by a query, and emitted.",
  A11: "A query gives the columns that its template draws.",
} as const;

/** The code of a rule about emissions, or of advice. */
export type EmissionRuleCode = keyof typeof emissionRules | keyof typeof emissionAdvice;
