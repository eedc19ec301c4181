import { expect, it } from "vitest";
import { serializeQuery } from "../../runtime/src/api/http/serializeQuery.js";
import type { QueryStyle } from "../../runtime/src/generated/api/query-styles.js";

const list = ["a", "b c"];
const object = { min: 1, max: "2 m" };

it.each<[value: unknown, style: QueryStyle | undefined, query: string]>([
  [list, undefined, "p=a&p=b%20c"],
  [list, { style: "form", explode: true }, "p=a&p=b%20c"],
  [list, { style: "form", explode: false }, "p=a,b%20c"],
  [list, { style: "spaceDelimited", explode: false }, "p=a%20b%20c"],
  [list, { style: "pipeDelimited", explode: false }, "p=a|b%20c"],
  [list, { style: "pipeDelimited", explode: true }, "p=a&p=b%20c"],
  [object, undefined, "p[min]=1&p[max]=2%20m"],
  [object, { style: "deepObject", explode: true }, "p[min]=1&p[max]=2%20m"],
  [object, { style: "form", explode: true }, "min=1&max=2%20m"],
  [object, { style: "form", explode: false }, "p=min,1,max,2%20m"],
  ["a&b", { style: "form", explode: false }, "p=a%26b"],
  [undefined, { style: "form", explode: false }, ""],
])("writes %j in style %j as %s", (value, style, query) => {
  const styles = style === undefined ? {} : { "GET /a": { p: style } };
  expect(serializeQuery(styles, "GET /a", { p: value })).toBe(query);
  // Other parameters of the same operation stay as they are.
  const both = [query, "q=1&q=2"].filter((part) => part !== "").join("&");
  expect(serializeQuery(styles, "GET /a", { p: value, q: [1, 2] })).toBe(both);
});
