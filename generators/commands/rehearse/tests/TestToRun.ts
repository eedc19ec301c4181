/** Facts about a test's inputs that are known without opening them. */
export interface InputFacts {
  /** Bytes of all files together. */
  readonly bytes: number;
  /**
   * SHA-256, as hex, of the paths, sizes and modification times or checksums of all files. It is the same on
   * every machine that sees the same files, and differs once a file has changed.
   */
  readonly fingerprint: string;
}

/** Inputs of a test as a folder on this machine. Disposal removes what was created for it. */
export interface OpenedInputs extends AsyncDisposable {
  /** Folder with logs/ and experience/, absolute. */
  readonly folder: string;
}

/** A test of a rehearsal, with local or remote inputs. */
export interface TestToRun {
  /** Unique among the tests of a rehearsal, and usable as the name of a folder. */
  readonly name: string;
  /** Where its inputs are, for messages: an absolute path or a URL, without credentials. */
  readonly source: string;
  /** Whether it has logs/ or experience/, which the platform would mount. */
  readonly hasInputs: boolean;
  /**
   * Reads the inputs' facts on the first call, and returns the same ones after that.
   * @throws CommandError if they cannot be read
   */
  measure(): Promise<InputFacts>;
  /**
   * Makes the inputs available as a folder. Leaves nothing if that fails or `signal` aborts it.
   * @throws CommandError if they are not available: this test then fails, and the others continue
   */
  open(signal: AbortSignal): Promise<OpenedInputs>;
}
