import { type ProtoFile, protoImage } from "../../bindings/protoImage.js";
import { isPlatformProto } from "../../bindings/renderBindings.js";
import { inTemporaryFolder } from "../../io/inTemporaryFolder.js";
import type { Change } from "./Change.js";
import { compareProtoTypes } from "./compareProtoTypes.js";
import { protoTypes } from "./protoNames.js";
import type { Tools } from "./Tools.js";

/** Key for the platform's wire format as a whole, which the runtime always uses. */
export const platformWire = "proto/resim";

/**
 * The changes between two sets of .proto files, as compiled by buf: messages, enums and their members, and file-level
 * settings.
 *
 * @throws CommandError if one of the sets does not compile
 */
export async function compareProtos(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  { buf, env }: Pick<Tools, "buf" | "env">,
  signal?: AbortSignal,
): Promise<Change[]> {
  const [old, now] = await inTemporaryFolder((cwd) => {
    const run = { buf, options: { cwd, env, signal } };
    return Promise.all([protoImage("before", before, run), protoImage("after", after, run)]);
  });
  const changes = [
    ...compareFiles(old, now),
    ...compareProtoTypes(protoTypes(old), protoTypes(now)),
  ];
  // The runtime's codec relies on the meaning of the platform's messages, not only on their types.
  return changes.map((change) =>
    isPlatformProto(change.where) && change.verdict === "breaking"
      ? { ...change, keys: [...change.keys, platformWire] }
      : change,
  );
}

function compareFiles(before: readonly ProtoFile[], after: readonly ProtoFile[]): Change[] {
  return before.flatMap((old) => {
    const now = after.find(({ name }) => name === old.name);
    if (now === undefined) return [];
    const changes: Change[] = [];
    const say = (verdict: Change["verdict"], text: string, sides: { was: string; is: string }) =>
      changes.push({
        of: "proto",
        kind: "changed",
        verdict,
        where: old.name,
        text,
        ...sides,
        keys: verdict === "compatible" ? [] : protoTypes([old]).map(({ key }) => key),
      });
    const written = [old, now].map(({ syntax = "proto2", edition }) => edition ?? syntax);
    if (written[0] !== written[1]) say("risky", "its syntax changed", sidesOf(written));
    const packages = [old, now].map((file) => file.package ?? "");
    if (packages[0] !== packages[1]) {
      say("risky", "its package changed; the wire format is unchanged", sidesOf(packages));
    }
    const features = [old, now].map(({ options }) => JSON.stringify(options?.features ?? {}));
    if (features[0] !== features[1]) say("risky", "its features changed", sidesOf(features));
    const options = [old, now].map((file) => {
      const { features: _, ...rest } = file.options ?? {};
      return JSON.stringify(rest);
    });
    if (options[0] !== options[1]) {
      say("compatible", "its options changed; the wire format is unchanged", sidesOf(options));
    }
    return changes;
  });
}

function sidesOf([was = "", is = ""]: readonly string[]): { was: string; is: string } {
  return { was, is };
}
