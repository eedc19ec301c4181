import type { LogFile } from "../LogFile.js";
import { detectEncoding } from "./decodeText.js";

/** A piece of a text file, and the number of processed bytes. */
export interface TextPiece {
  readonly text: string;
  readonly position: number;
}

const pieceSize = 1 << 18;

/** The characters of a file, piece by piece, without a byte order mark. */
export async function* readPieces(file: LogFile): AsyncGenerator<TextPiece> {
  const { label, bom } = detectEncoding(await file.read(0, 512));
  const decoder = new TextDecoder(label, { ignoreBOM: true });
  let position = bom;
  for await (const bytes of file.pieces(bom, pieceSize)) {
    position += bytes.length;
    yield { text: decoder.decode(bytes, { stream: true }), position };
  }
  const rest = decoder.decode();
  if (rest !== "") yield { text: rest, position };
}

/** A line of a text file. */
export interface TextLine {
  readonly text: string;
  /** The first line is 1. */
  readonly number: number;
  /** Whether a line break follows: a last line without one may be truncated. */
  readonly ended: boolean;
}

/** The non-blank lines of a file, in batches. */
export async function* readLines(
  file: LogFile,
): AsyncGenerator<{ lines: TextLine[]; position: number }> {
  let rest = "";
  let number = 0;
  for await (const { text, position } of readPieces(file)) {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    const lines: TextLine[] = [];
    for (const part of parts) {
      number++;
      if (part.trim() !== "") lines.push({ text: part, number, ended: true });
    }
    yield { lines, position };
  }
  if (rest.trim() !== "") {
    yield { lines: [{ text: rest, number: number + 1, ended: false }], position: file.size };
  }
}
