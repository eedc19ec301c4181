import { InputError } from "@metrics-project/runtime";

/** What Windows reads as a device, or without its last character. */
const unusable = /\.$|^(con|prn|aux|nul|(com|lpt)\d)(\.|$)/i;

/**
 * The ID as the name of a file or folder of the platform's state.
 * @throws InputError if it could be a path to another folder
 */
export function fileNameOf(id: string, platform: NodeJS.Platform = process.platform): string {
  const isUsable = /^\w[\w.-]{0,127}$/.test(id);
  if (isUsable && !(platform === "win32" && unusable.test(id))) return id;
  throw new InputError(`${JSON.stringify(id)} is not an ID`, {
    hint: "Use a UUID, or omit it to get a generated one.",
  });
}
