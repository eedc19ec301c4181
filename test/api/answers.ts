import { readFileSync } from "node:fs";

/** One answer of each kind, written down from the API's documentation. */
export const answers = JSON.parse(
  readFileSync(new URL("../fixtures/api/answers.json", import.meta.url), "utf8"),
) as Record<string, Record<string, unknown>>;
