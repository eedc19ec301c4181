/** The inputs of a test, as far as is known without opening them. */
export interface InputFacts {
  /** Bytes of all files together. */
  readonly bytes: number;
  /**
   * SHA-256, as hex, of each file's path and size with its time of change or its checksum. It is the same
   * on every machine that sees the same files, and another one once a file has changed.
   */
  readonly fingerprint: string;
}

/** Inputs of a test as a folder of this machine. Disposing of it removes what was made for it. */
export interface OpenedInputs extends AsyncDisposable {
  /** Folder with logs/ and experience/, absolute. */
  readonly folder: string;
}

/** A test that a rehearsal runs, wherever its inputs are. */
export interface TestToRun {
  /** Unique among the tests of a rehearsal, and usable as the name of a folder. */
  readonly name: string;
  /** Where its inputs are, for a person: an absolute path or a URL, without credentials. */
  readonly source: string;
  /** Whether it has logs/ or experience/, which is what the platform would mount. */
  readonly hasInputs: boolean;
  /**
   * Looks at the inputs the first time, and returns the same facts from then on.
   * @throws CommandError where they cannot be read
   */
  measure(): Promise<InputFacts>;
  /**
   * Makes the inputs available as a folder. Nothing is left of them where that fails or `signal` aborts it.
   * @throws CommandError where they cannot be had: this test fails then, and others go on
   */
  open(signal: AbortSignal): Promise<OpenedInputs>;
}
