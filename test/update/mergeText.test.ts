import { describe, expect, test } from "vitest";
import { mergeText } from "../../generators/commands/update/mergeText.js";

const labels = { mine: "yours", theirs: "create-metrics-project 0.2.0" };
const merge = (base: string, mine: string, theirs: string) => mergeText(base, mine, theirs, labels);

const base = "one\ntwo\nthree\nfour\nfive\n";

describe("mergeText", () => {
  const cases: [name: string, mine: string, theirs: string, want: string][] = [
    ["nobody changed anything", base, base, base],
    [
      "only the template changed",
      base,
      "one\nTWO\nthree\nfour\nfive\n",
      "one\nTWO\nthree\nfour\nfive\n",
    ],
    [
      "only the user changed",
      "one\ntwo\nthree\nfour\nFIVE\n",
      base,
      "one\ntwo\nthree\nfour\nFIVE\n",
    ],
    [
      "both changed, in different places",
      "one\ntwo\nthree\nfour\nFIVE\n",
      "ONE\ntwo\nthree\nfour\nfive\n",
      "ONE\ntwo\nthree\nfour\nFIVE\n",
    ],
    [
      "both made the same change",
      "one\nTWO\nthree\nfour\nfive\n",
      "one\nTWO\nthree\nfour\nfive\n",
      "one\nTWO\nthree\nfour\nfive\n",
    ],
    [
      "the user inserted, the template removed",
      "one\nmine\ntwo\nthree\nfour\nfive\n",
      "one\ntwo\nthree\nfive\n",
      "one\nmine\ntwo\nthree\nfive\n",
    ],
    ["the user emptied the file", "", base, ""],
    [
      "the template ends without a newline",
      base,
      "one\ntwo\nthree\nfour\nfive",
      "one\ntwo\nthree\nfour\nfive",
    ],
  ];
  test.each(cases)("%s", (_name, mine, theirs, want) => {
    expect(merge(base, mine, theirs)).toEqual({ text: want, conflicts: 0 });
  });

  test("marks a place that both changed", () => {
    const merged = merge(base, "one\nmine\nthree\nfour\nfive\n", "one\nours\nthree\nfour\nfive\n");
    expect(merged.conflicts).toBe(1);
    expect(merged.text).toBe(
      "one\n<<<<<<< yours\nmine\n=======\nours\n>>>>>>> create-metrics-project 0.2.0\nthree\nfour\nfive\n",
    );
  });

  const crlf = base.replaceAll("\n", "\r\n");
  test.each([
    ["nothing else changed", crlf, base, crlf],
    ["the template changed", crlf, base.replace("three", "3"), crlf.replace("three", "3")],
    [
      "both changed",
      crlf.replace("five", "FIVE"),
      base.replace("one", "ONE"),
      crlf.replace("one", "ONE").replace("five", "FIVE"),
    ],
  ])("keeps the CRLF of the user's copy if %s", (_, mine, theirs, want) => {
    expect(merge(base, mine, theirs)).toEqual({ text: want, conflicts: 0 });
  });

  test("keeps a byte order mark", () => {
    expect(merge(base, `\uFEFF${base}`, "ONE\ntwo\nthree\nfour\nfive\n").text).toBe(
      "\uFEFFONE\ntwo\nthree\nfour\nfive\n",
    );
  });
});
