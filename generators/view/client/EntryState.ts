/** What one entry of the browser's history remembers beyond its address; it outlives a reload. */
export interface EntryState {
  /** Pixels from the top. */
  readonly scroll?: number;
  /** Route names of the metrics that are enlarged. */
  readonly large?: readonly string[];
  /** By route name of a metric, the group that is shown. */
  readonly groups?: Readonly<Record<string, number>>;
  /** Where the cursor stands, on the run's clock. */
  readonly time?: number | undefined;
  /** What charts over time are zoomed to. */
  readonly zoom?: readonly [from: number, to: number] | undefined;
}

export function readState(): EntryState {
  return (history.state ?? {}) as EntryState;
}

/** Whether a person has been at this entry before: they come back to it, or reload it. */
export function isVisited(): boolean {
  return history.state !== null;
}

export function changeState(change: Partial<EntryState>): void {
  history.replaceState({ ...readState(), ...change }, "");
}

/** Browsers refuse to be told of every pixel. */
const pause = 200;

export function rememberScroll(): void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  history.scrollRestoration = "manual";
  addEventListener("scroll", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => changeState({ scroll: scrollY }), pause);
  });
}
