import { InputError } from "@metrics-project/runtime";

/**
 * The ID as the name of a file or folder of the platform's state.
 * @throws InputError if it could be a path to another folder
 */
export function fileNameOf(id: string): string {
  if (/^\w[\w.-]{0,127}$/.test(id)) return id;
  throw new InputError(`${JSON.stringify(id)} is not an ID`, {
    hint: "Use a UUID, or omit it to get a generated one.",
  });
}
