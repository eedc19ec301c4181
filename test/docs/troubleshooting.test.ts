import { describe, expect, it } from "vitest";
import { filesBelow, read } from "../imports/importsOf.js";
import { readDocument } from "./documents.js";

const sources = ["runtime/src", "generators"]
  .flatMap((folder) => filesBelow(folder, /\.(ts|cjs)$/))
  .filter((file) => !/\/(generated|tasks)\//.test(file))
  .map(read)
  .join("\n");

/** The messages of the page without TypeScript's own, each as the pieces between what differs. */
const messages = [...readDocument("docs/troubleshooting.md").matchAll(/^### `([^`]*)`$/gm)]
  .map(([, message = ""]) => message)
  .filter((message) => !message.startsWith("Type '"))
  .map((message) => ({ message, pieces: message.split("…").map((piece) => piece.trim()) }));

describe("troubleshooting", () => {
  it("has messages to look up", () => {
    expect(messages.map(({ message }) => message)).toContain("cannot write …");
  });

  it.each(messages)("quotes an existing message: $message", ({ pieces }) => {
    const missing = pieces.filter((piece) => piece.length > 3 && !sources.includes(piece));
    expect(missing).toEqual([]);
  });
});
