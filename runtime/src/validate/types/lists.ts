import { Found } from "../problem.js";
import type { Scope } from "../scope.js";

/** Lists that run in step must be equally long; `lists` holds them by their wire names. */
export function checkLengths(
  scope: Scope,
  code: string,
  path: string,
  [firstName, first]: readonly [string, readonly unknown[]],
  lists: Readonly<Record<string, readonly unknown[]>>,
): void {
  for (const [name, list] of Object.entries(lists)) {
    if (list.length === first.length) continue;
    scope.report(
      code,
      `${path}.${name}`,
      new Found(list.length, `${list.length} long`),
      `${first.length} entries, as many as ${firstName}`,
      `Give one entry of ${name} for each of ${firstName}.`,
    );
  }
}
