import axe from "axe-core";
import type { Page } from "playwright-core";

/** What axe finds serious or critical on a page as it is now: the rule and the first element that breaks it. */
export async function seriousFindings(page: Page): Promise<string[]> {
  // The page's policy does not hold for what is evaluated from outside.
  await page.evaluate(axe.source);
  return await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
    // It would fetch style sheets first, for a rule that is not among the usual ones; pages may not fetch.
    const options = { preload: false, resultTypes: ["violations" as const] };
    const { violations } = await axe.run(document, options);
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`);
  });
}

/** Pixels by which a page is wider than its window; 0 if it does not scroll sideways. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return Math.max(0, scrollWidth - clientWidth);
  });
}
