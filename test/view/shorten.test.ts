import { expect, test } from "vitest";
import { shorten, shortenAll } from "../../generators/view/common/shorten.js";

test.each([
  ["short", 8, "short"],
  ["exactly!", 8, "exactly!"],
  ["front left wheel", 9, "front…eel"],
  // A character outside of the basic plane is not cut in two.
  ["🚜🚜🚜🚜🚜", 3, "🚜…🚜"],
])("%s in %d characters", (text, length, expected) => {
  expect(shorten(text, length)).toBe(expected);
});

test.each([
  [
    ["arm_joint_velocity", "leg_joint_velocity"],
    ["arm_joi…city", "leg_joi…city"],
  ],
  [
    ["robot 1 in the western yard", "robot 2 in the western yard"],
    ["robot 1…yard", "robot 2…yard"],
  ],
  [
    ["slip of wheel 1 on ice", "slip of wheel 2 on ice"],
    ["…el 1 on ice", "…el 2 on ice"],
  ],
  [
    ["the same name twice over", "the same name twice over"],
    ["the sam…over", "the sam…over"],
  ],
  [
    ["subsystem number 1 with a long name", "subsystem number 2 with a long name"],
    ["…1 with a l…", "…2 with a l…"],
  ],
])("%j in 12 characters stay different", (texts, expected) => {
  expect(shortenAll(texts, 12)).toEqual(expected);
});
