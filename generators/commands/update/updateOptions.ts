import { questions } from "../../project/answers.js";

/** The flags of `update` and `recopy`. */
export const updateOptions = {
  set: {
    type: "string",
    value: "KEY=VALUE",
    multiple: true,
    summary: `change an answer: ${Object.keys(questions).join(", ")}`,
  },
  "dry-run": { type: "boolean", summary: "show the changes as a diff, without making them" },
  force: { type: "boolean", summary: "proceed with uncommitted changes, or without a repository" },
  json: { type: "boolean", summary: "print one JSON object" },
} as const;
