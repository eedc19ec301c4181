import { expect, it } from "vitest";
import { tenPoses } from "./odometry.js";
import { readAll, warningsOf } from "./readAll.js";
import { writeMcap } from "./writeMcap.js";

const empty = async () => ({ "run.mcap": await writeMcap([{ ...tenPoses(), messages: [] }]) });

it("a declared topic without messages is named", async () => {
  const { messages, lines } = await readAll(await empty(), { odom: "/odom" });
  expect(messages).toEqual([]);
  expect(lines.join("\n")).toMatch(
    /warn.*\/odom \(nav_msgs\/msg\/Odometry\) is declared in .*run\.mcap, but has no messages/i,
  );
});

it("without a warning if a test may lack it", async () => {
  const result = await readAll(await empty(), { odom: { topic: "/odom", optional: true } });
  expect(warningsOf(result)).toEqual([]);
});
