/** A batch as queries see it. */
export interface PreviewedBatch {
  readonly batchID: string;
  readonly name: string;
  readonly buildVersion: string;
  /** Its creation time, and its build. */
  readonly created: Date;
}

/** A test with emissions to preview. */
export interface PreviewedTest {
  readonly jobID: string;
  /** Name of its experience. */
  readonly name: string;
  /** Paths of its emissions. */
  readonly files: readonly string[];
}
