import { isUtf8 } from "node:buffer";
import { type FileHandle, open } from "node:fs/promises";
import { DecodeError, InputError } from "../errors.js";
import type { EmissionRow, EmissionsProblem } from "./EmissionRow.js";
import { rowOfLine } from "./rowOfLine.js";

/** Options of {@link readEmissions}. */
export interface ReadEmissionsOptions {
  /** Receives problems; reading continues with the next line. Default: the first problem is thrown. */
  onProblem?: (problem: EmissionsProblem) => void;
  /** Stops reading, and throws its reason. Default: none. */
  signal?: AbortSignal;
}

/** Bytes to read at once. */
const chunkSize = 1 << 20;
/** Maximum bytes of a row: a line without an end would fill the memory. */
const longestLine = 1 << 26;

/**
 * Reads the rows of a `*.resim.jsonl` in file order, strictly: anything that the platform's emitter would not write is
 * a problem (E3, E4, E6, E7). Memory does not grow with the file.
 *
 * @throws {InputError} if the file cannot be read
 * @throws {DecodeError} at the first problem, unless `onProblem` is set
 */
export async function* readEmissions(
  path: string,
  options: ReadEmissionsOptions = {},
): AsyncGenerator<EmissionRow, void, undefined> {
  const { signal } = options;
  const report = options.onProblem ?? throwing(path);
  let saidCR = false;
  for await (const lines of linesOf(path, report, signal)) {
    for (const { text, line, ended } of lines) {
      if (text === undefined) {
        refuse(report, line, "the line is not UTF-8");
        continue;
      }
      if (text.trim() === "") {
        refuse(report, line, "the line is blank");
        continue;
      }
      if (text.endsWith("\r") && !saidCR) {
        saidCR = true;
        report({ code: "E3", severity: "warning", line, message: "lines end with CR LF, not LF" });
      }
      const row = rowOfLine(text, line, ended ? report : cutReport(report));
      if (row === undefined) continue;
      if (!ended) {
        const message = "the last line does not end with LF";
        report({ code: "E3", severity: "warning", line, message });
      }
      yield row;
    }
    signal?.throwIfAborted();
  }
}

interface Line {
  /** Undefined if it is not UTF-8. */
  readonly text: string | undefined;
  readonly line: number;
  /** Whether LF follows. */
  readonly ended: boolean;
}

/** Lines, in batches as they were read. */
async function* linesOf(
  path: string,
  report: (problem: EmissionsProblem) => void,
  signal: AbortSignal | undefined,
): AsyncGenerator<Line[], void, undefined> {
  const file = await opened(path);
  try {
    const chunk = Buffer.allocUnsafe(chunkSize);
    let kept: Buffer[] = [];
    let keptSize = 0;
    let number = 0;
    let tooLong = false;
    for (let first = true; ; first = false) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(chunk, 0, chunkSize).catch((cause: unknown) => {
        throw unreadable(path, cause);
      });
      let bytes = chunk.subarray(0, bytesRead);
      if (first && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
        refuse(report, 1, "the file starts with a byte order mark");
        bytes = bytes.subarray(3);
      }
      const isEnd = bytesRead === 0;
      const cut = isEnd ? 0 : bytes.lastIndexOf(0x0a) + 1;
      if (cut > 0 || isEnd) {
        const whole = Buffer.concat([...kept, bytes.subarray(0, cut)]);
        const lines = tooLong ? afterFirst(whole) : whole;
        if (tooLong) number++;
        tooLong = false;
        kept = [];
        keptSize = 0;
        const texts = textsOf(lines, number);
        number += texts.length;
        yield texts;
      }
      if (isEnd) return;
      const rest = bytes.subarray(cut);
      if (rest.length === 0 || tooLong) continue;
      keptSize += rest.length;
      if (keptSize > longestLine) {
        refuse(report, number + 1, `the line is longer than ${longestLine >> 20} MB`);
        tooLong = true;
        kept = [];
        keptSize = 0;
      } else kept.push(Buffer.from(rest));
    }
  } finally {
    await file.close();
  }
}

function afterFirst(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0x0a);
  return bytes.subarray(end < 0 ? bytes.length : end + 1);
}

/** The lines in `bytes`, numbered after `before`. */
function textsOf(bytes: Buffer, before: number): Line[] {
  if (bytes.length === 0) return [];
  const isWhole = bytes.at(-1) === 0x0a;
  if (isUtf8(bytes)) {
    const texts = bytes.toString("utf8").split("\n");
    if (isWhole) texts.pop();
    return texts.map((text, at) => ({
      text,
      line: before + at + 1,
      ended: isWhole || at < texts.length - 1,
    }));
  }
  const lines: Line[] = [];
  for (let at = 0, line = before + 1; at < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, at);
    const one = bytes.subarray(at, end < 0 ? bytes.length : end);
    lines.push({ text: isUtf8(one) ? one.toString("utf8") : undefined, line, ended: end >= 0 });
    at = end < 0 ? bytes.length : end + 1;
  }
  return lines;
}

async function opened(path: string): Promise<FileHandle> {
  try {
    const file = await open(path);
    if ((await file.stat()).isDirectory()) {
      await file.close();
      throw new InputError(`${path} is a folder, not an emissions file`);
    }
    return file;
  } catch (cause) {
    throw cause instanceof InputError ? cause : unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): InputError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
  const reason = code === "ENOENT" ? "the file does not exist" : code;
  return new InputError(`cannot read ${path}: ${reason}`, { cause });
}

function refuse(report: (problem: EmissionsProblem) => void, line: number, message: string): void {
  report({ code: "E3", severity: "problem", line, message });
}

/** An invalid last line without a line ending was truncated, wherever it stops. */
function cutReport(report: (problem: EmissionsProblem) => void) {
  return (problem: EmissionsProblem) =>
    problem.code === "E4" && problem.severity === "problem"
      ? report({ ...problem, code: "E3", message: "the file ends in the middle of this line" })
      : report(problem);
}

function throwing(path: string) {
  return ({ severity, line, code, message }: EmissionsProblem): void => {
    if (severity === "warning") return;
    throw new DecodeError(`${path}:${line}: ${message} (${code})`, {
      hint: "`metrics-project check` lists everything that is wrong with such a file.",
    });
  };
}
