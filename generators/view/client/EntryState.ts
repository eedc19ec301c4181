/** The state of one entry of the browser's history, in addition to its URL; it survives a reload. */
export interface EntryState {
  /** Pixels from the top. */
  readonly scroll?: number;
  /** Route names of enlarged metrics. */
  readonly large?: readonly string[];
  /** The visible group of a metric, by route name. */
  readonly groups?: Readonly<Record<string, number>>;
  /** The position of the cursor, on the run's clock. */
  readonly time?: number | undefined;
  /** The zoom of charts over time. */
  readonly zoom?: readonly [from: number, to: number] | undefined;
}

export function readState(): EntryState {
  return (history.state ?? {}) as EntryState;
}

/** Whether the user has visited this entry before: they return to it, or reload it. */
export function isVisited(): boolean {
  return history.state !== null;
}

export function changeState(change: Partial<EntryState>): void {
  history.replaceState({ ...readState(), ...change }, "");
}

/** Browsers limit the rate of history updates. */
const pause = 200;

export function rememberScroll(): void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  history.scrollRestoration = "manual";
  addEventListener("scroll", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => changeState({ scroll: scrollY }), pause);
  });
}
