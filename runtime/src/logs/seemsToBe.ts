/** How to recognize a kind of file by its first bytes. */
interface Look {
  readonly name: string;
  /** The entry point of `@metrics-project/runtime/logs` that reads it. */
  readonly reader?: string;
  /** For archives and compressed files: the command that unpacks them. */
  readonly unpack?: string;
  readonly fits: (bytes: Uint8Array, text: string) => boolean;
}

const begins = (start: string) => (_: Uint8Array, text: string) => text.startsWith(start);

const looks: readonly Look[] = [
  { name: "MCAP", reader: "mcap", fits: begins("\u0089MCAP0\r\n") },
  { name: "a ROS 1 bag", reader: "rosbag1", fits: begins("#ROSBAG V2.0") },
  { name: "a ROS 1 bag of version 1", fits: begins("#ROSBAG V1") },
  {
    name: "an SQLite database, perhaps of rosbag2",
    reader: "rosbag2",
    fits: begins("SQLite format 3\0"),
  },
  { name: "a PX4 ULog", reader: "ulog", fits: begins("ULog\u0001\u0012\u0035") },
  { name: "Parquet", reader: "parquet", fits: begins("PAR1") },
  { name: "an ArduPilot log", fits: begins("\u00a3\u0095\u0080") },
  { name: "HDF5", fits: begins("\u0089HDF\r\n") },
  { name: "a ZIP archive", unpack: "unzip", fits: begins("PK\u0003\u0004") },
  { name: "gzip", unpack: "gunzip --keep", fits: begins("\u001f\u008b") },
  { name: "zstd", unpack: "zstd -d", fits: begins("\u0028\u00b5\u002f\u00fd") },
  { name: "an LZ4 frame", unpack: "lz4 -d", fits: begins("\u0004\u0022\u004d\u0018") },
  { name: "bzip2", unpack: "bunzip2 --keep", fits: (_, text) => /^BZh[1-9]1AY&SY/.test(text) },
  { name: "xz", unpack: "xz -dk", fits: begins("\u00fd7zXZ\u0000") },
  {
    name: "a tar archive",
    unpack: "tar -xf",
    fits: (_, text) => text.slice(257, 262) === "ustar",
  },
  { name: "PNG", fits: begins("\u0089PNG") },
  { name: "JPEG", fits: begins("\u00ff\u00d8\u00ff") },
  { name: "PDF", fits: begins("%PDF") },
  { name: "a program", fits: begins("\u007fELF") },
  {
    name: "a packet capture",
    fits: (_, text) => /^(?:\u00d4\u00c3\u00b2\u00a1|\u00a1\u00b2\u00c3\u00d4|\n\r\r\n)/.test(text),
  },
  {
    name: "AppleDouble, which macOS creates next to files",
    fits: begins("\u0000\u0005\u0016\u0007"),
  },
  { name: "MP4", fits: (_, text) => text.slice(4, 8) === "ftyp" },
  { name: "an unknown binary file", fits: (bytes) => !isText(bytes) },
  { name: "JSON lines", reader: "jsonl", fits: (_, text) => /^\s*\{.*\}\s*\n\s*[{]/.test(text) },
  { name: "JSON", reader: "json", fits: (_, text) => /^\s*[[{]/.test(text) },
  { name: "HTML or XML", fits: (_, text) => /^\s*</.test(text) },
  { name: "YAML", fits: (_, text) => /^(?:#.*\n|---\s*\n|\s*\n)*[\w-]+:(?:\s|$)/.test(text) },
  { name: "a text table", reader: "csv", fits: (_, text) => isTable(text) },
  { name: "text", fits: () => true },
];

/** What a file seems to be, by its content, and which entry point reads it or which command unpacks it. */
export function seemsToBe(head: Uint8Array): Pick<Look, "name" | "reader" | "unpack"> {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 4096)).toString(
    "latin1",
  );
  const look = looks.find(({ fits }) => fits(head, text));
  return look ?? { name: "text" };
}

/** Whether bytes are text: UTF-8, UTF-16 or Latin 1, without control characters. */
export function isText(bytes: Uint8Array): boolean {
  const utf16 =
    (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16) return true;
  return bytes.every((byte) => byte >= 32 || (byte >= 9 && byte <= 13) || byte === 27);
}

function isTable(text: string): boolean {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const cells = (line: string | undefined) => line?.split(/[,;\t ]+/).length ?? 0;
  return lines.length > 0 && cells(lines[0]) > 1;
}
