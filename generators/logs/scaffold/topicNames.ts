import { isDeviceName } from "../../io/insidePath.js";
import type { StarterNames } from "./starterMetric.js";

/**
 * Names for the metrics of each topic: `/odom` becomes "Odom", `addOdomMetrics` and odom.ts. Topics that differ only in
 * characters that a name cannot contain are numbered.
 */
export function topicNames(topics: readonly string[]): Map<string, StarterNames> {
  const names = new Map<string, StarterNames>();
  const slugs = new Set<string>();
  for (const topic of topics) {
    const words = topic
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .split(/[^A-Za-z0-9]+/)
      .filter((word) => word !== "")
      .slice(0, 8)
      .map((word) => word.slice(0, 40));
    const own = words.length === 0 ? ["topic"] : words;
    let parts = own;
    for (let number = 2; slugs.has(slugOf(parts)); number++) parts = [...own, String(number)];
    slugs.add(slugOf(parts));
    const text = parts.join(" ");
    names.set(topic, {
      slug: slugOf(parts),
      function: `add${parts.map(capitalized).join("")}Metrics`,
      label: capitalized(text),
    });
  }
  return names;
}

function slugOf(words: readonly string[]): string {
  const slug = words.join("-").toLowerCase();
  return isDeviceName(slug) ? `${slug}-topic` : slug;
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
