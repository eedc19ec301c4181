export type Range = readonly [from: number, to: number];

/** The common cursor and zoom of everything in a run with a time, in seconds on the run's clock. */
export class TimeCursor {
  #time: number | undefined;
  #zoom: Range | undefined;
  #waiting = false;
  readonly #onTime = new Set<(time: number | undefined) => void>();
  readonly #onZoom = new Set<(zoom: Range | undefined, by: unknown) => void>();

  get time(): number | undefined {
    return this.#time;
  }

  get zoom(): Range | undefined {
    return this.#zoom;
  }

  /** Moves the cursor; listeners are notified once per frame. */
  setTime(time: number | undefined): void {
    this.#time = time;
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      for (const listener of this.#onTime) listener(this.#time);
    });
  }

  setZoom(zoom: Range | undefined, by?: unknown): void {
    this.#zoom = zoom;
    for (const listener of this.#onZoom) listener(zoom, by);
  }

  /** Moves the zoom, if there is one, so that it contains a time. */
  reveal(time: number): void {
    if (this.#zoom === undefined) return;
    const [from, to] = this.#zoom;
    if (time >= from && time <= to) return;
    const half = (to - from) / 2;
    this.setZoom([time - half, time + half]);
  }

  /** @returns how to stop listening */
  onTime(listener: (time: number | undefined) => void): () => void {
    this.#onTime.add(listener);
    return () => this.#onTime.delete(listener);
  }

  /** @returns how to stop listening */
  onZoom(listener: (zoom: Range | undefined, by: unknown) => void): () => void {
    this.#onZoom.add(listener);
    return () => this.#onZoom.delete(listener);
  }
}

/** The relation of a chart's x axis to the run's clock. */
export interface TimeLink {
  readonly cursor: TimeCursor;
  /** Converts a position on plotly's axis to a time of the run. */
  toRun(position: number): number;
  fromRun(time: number): number;
}
