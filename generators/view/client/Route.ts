import type { RunIndex } from "../model/pageData.js";

/**
 * The place on the page, as given by the address: `#test/lap/metric/Speed/at/20?status=5`. Names are
 * percent-encoded; a repeated name is followed by `~2`.
 */
export interface Route {
  /** `test/lap`; undefined is the overview, or the only run. */
  readonly run?: string;
  readonly metric?: string;
  readonly group?: string;
  readonly event?: string;
  /** On the run's clock. */
  readonly time?: number;
  /** Filters and sorting, by name. */
  readonly query: ReadonlyMap<string, string>;
}

const kinds = new Set(["test", "batch", "report", "message"]);

export function readRoute(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#/, "").split("?");
  const parts = path.split("/").filter((part) => part !== "");
  const query = new Map(new URLSearchParams(search));
  let run: string | undefined;
  const [kind = "", name] = parts;
  if (kinds.has(kind) && name !== undefined) run = parts.splice(0, 2).map(encoded).join("/");
  else if (/^\d+$/.test(kind)) run = parts.shift();
  const named = new Map<string, string>();
  for (let i = 0; i + 1 < parts.length; i += 2)
    named.set(parts[i] ?? "", decoded(parts[i + 1] ?? ""));
  const time = Number(named.get("at") ?? "");
  const pick = <K extends "metric" | "group" | "event">(key: K) => {
    const value = named.get(key);
    return value === undefined ? {} : ({ [key]: value } as { [P in K]: string });
  };
  return {
    ...(run === undefined ? {} : { run }),
    ...pick("metric"),
    ...pick("group"),
    ...pick("event"),
    ...(named.has("at") && Number.isFinite(time) ? { time } : {}),
    query,
  };
}

export function writeRoute({ run, metric, group, event, time, query }: Partial<Route>): string {
  const part = (key: string, value: string | undefined) =>
    value === undefined ? [] : [key, encodeURIComponent(value)];
  const path = [
    ...(run === undefined ? [] : [run]),
    ...part("metric", metric),
    ...part("group", group),
    ...part("event", event),
    ...(time === undefined ? [] : ["at", String(time)]),
  ].join("/");
  const search = new URLSearchParams([...(query ?? [])].filter(([, value]) => value !== ""));
  const text = search.toString();
  return `#${path}${text === "" ? "" : `?${text}`}`;
}

/**
 * A link to a run, on this page or on a separate one.
 * @param place the position in the run
 */
export function linkToRun(
  { route, href }: Pick<RunIndex, "route" | "href">,
  place: Partial<Omit<Route, "run">> = {},
): string {
  if (href === undefined) return writeRoute({ ...place, run: route });
  const hash = writeRoute(place);
  return hash === "#" ? href : `${href}${hash}`;
}

/** Changes filters and sorting without a new entry in the browser's history. */
export function changeQuery(changes: Readonly<Record<string, string>>): void {
  const route = readRoute(location.hash);
  const query = new Map(route.query);
  for (const [key, value] of Object.entries(changes)) query.set(key, value);
  history.replaceState(history.state, "", writeRoute({ ...route, query }));
}

/** Names in order, with a number if repeated: the names of metrics and events in routes. */
export function routeNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let n = 2; taken.has(free); n += 1) free = `${name}~${n}`;
    taken.add(free);
    return free;
  });
}

/** A link may be handwritten, or truncated. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function encoded(part: string): string {
  return encodeURIComponent(decoded(part));
}
