import type { Change, Verdict } from "./Change.js";
import type { ProtoMember, ProtoType } from "./protoNames.js";

/** The changes between the messages and enums of two sets of .proto files, for code and for the wire format. */
export function compareProtoTypes(
  before: readonly ProtoType[],
  after: readonly ProtoType[],
): Change[] {
  const changes: Change[] = [];
  const matched = new Set<ProtoType>();
  for (const old of before) {
    const now =
      after.find(
        ({ path, name, kind }) => path === old.path && name === old.name && kind === old.kind,
      ) ?? after.find(({ fullName, kind }) => fullName === old.fullName && kind === old.kind);
    if (now === undefined) {
      const keys = [old.key, ...old.members.map(({ key }) => key)];
      // Parts of a removed message are not reported separately.
      const outer = old.name.slice(0, old.name.lastIndexOf("."));
      const isWithin = before.some(
        (one) => one.path === old.path && one.name === outer && !isThere(one, after),
      );
      if (!isWithin) {
        changes.push(
          change(
            old,
            "removed",
            "breaking",
            `${old.kind} "${old.name}" was removed${successorOf(old, before, after)}`,
            keys,
          ),
        );
      }
      continue;
    }
    matched.add(now);
    if (now.path !== old.path) {
      const text = `${old.kind} "${old.name}" moved to ${now.path}`;
      changes.push({ ...change(old, "changed", "breaking", text, [old.key]), ...onlyNames });
    }
    if (now.isDeprecated && !old.isDeprecated) {
      changes.push(
        change(old, "changed", "risky", `${old.kind} "${old.name}" is now deprecated`, [old.key]),
      );
    }
    changes.push(...(old.kind === "enum" ? compareValues(old, now) : compareFields(old, now)));
  }
  for (const now of after) {
    const outer = now.name.slice(0, now.name.lastIndexOf("."));
    const isWithin = after.some(
      (one) => one.path === now.path && one.name === outer && !matched.has(one),
    );
    if (matched.has(now) || isWithin) continue;
    changes.push(change(now, "added", "compatible", `${now.kind} "${now.name}" is new`, []));
  }
  return changes;
}

/** Imports of the name fail; values stay the same. */
const onlyNames = { readers: "compatible", makers: "compatible" } as const;

/** The new one with the same members, which is probably the renamed one. */
function successorOf(
  old: ProtoType,
  before: readonly ProtoType[],
  after: readonly ProtoType[],
): string {
  const shape = (one: ProtoType) =>
    JSON.stringify(one.members.map(({ name, number, type }) => [name, number, type]));
  const alike = after.filter(
    (one) => one.kind === old.kind && shape(one) === shape(old) && !isThere(one, before),
  );
  return alike.length === 1 ? `: probably renamed to "${alike[0]?.name}"` : "";
}

function isThere(one: ProtoType, among: readonly ProtoType[]): boolean {
  return among.some(({ fullName, kind }) => fullName === one.fullName && kind === one.kind);
}

function compareFields(old: ProtoType, now: ProtoType): Change[] {
  const changes: Change[] = [];
  const say = (kind: Change["kind"], verdict: Verdict, text: string, field: ProtoMember) =>
    changes.push(
      change(old, kind, verdict, `field "${field.name}" of "${old.name}" ${text}`, [field.key]),
    );
  const known = new Set<ProtoMember>();
  for (const field of old.members) {
    const byNumber = now.members.find(({ number }) => number === field.number);
    const byName = now.members.find(({ name }) => name === field.name);
    const current = byName ?? byNumber;
    if (current === undefined) {
      say("removed", "breaking", `(number ${field.number}) was removed`, field);
      continue;
    }
    known.add(current);
    if (current.number !== field.number) {
      say("changed", "breaking", `moved from number ${field.number} to ${current.number}`, field);
    }
    if (current.name !== field.name) {
      say(
        "changed",
        "breaking",
        `is now named "${current.name}"; the wire format is unchanged`,
        field,
      );
    }
    if (current.type !== field.type) {
      const text = `field "${field.name}" of "${old.name}" has a different type`;
      const sides = { was: field.type, is: current.type };
      changes.push({ ...change(old, "changed", "breaking", text, [field.key]), ...sides });
    } else if (current.isOptional !== field.isOptional) {
      const [text, readers, makers]: [string, Verdict, Verdict] = current.isOptional
        ? ["can now be missing", "breaking", "compatible"]
        : ["can no longer be missing", "compatible", "breaking"];
      const said = `field "${field.name}" of "${old.name}" ${text}`;
      changes.push({ ...change(old, "changed", "breaking", said, [field.key]), readers, makers });
    }
    if (current.default !== field.default) {
      say(
        "changed",
        "risky",
        `now defaults to ${current.default ?? "unset"}, was ${field.default ?? "unset"}`,
        field,
      );
    }
    if (current.isDeprecated && !field.isDeprecated)
      say("changed", "risky", "is now deprecated", field);
  }
  for (const field of now.members.filter((one) => !known.has(one))) {
    const keys = field.isRequired ? [old.key] : [];
    const text = `field "${field.name}" of "${old.name}" is new${field.isRequired ? " and required" : ""}`;
    changes.push({
      ...change(old, "added", field.isRequired ? "breaking" : "compatible", text, keys),
    });
  }
  return changes;
}

function compareValues(old: ProtoType, now: ProtoType): Change[] {
  const changes: Change[] = [];
  const known = new Set<ProtoMember>();
  for (const value of old.members) {
    const byName = now.members.find(({ name }) => name === value.name);
    const byNumber = now.members.find(
      ({ number, name }) =>
        number === value.number && !old.members.some((one) => one.name === name),
    );
    const current = byName ?? byNumber;
    const name = `value "${value.name}" of "${old.name}"`;
    if (current === undefined) {
      changes.push(change(old, "removed", "breaking", `${name} was removed`, [value.key]));
      continue;
    }
    known.add(current);
    if (current.number !== value.number) {
      const text = `${name} moved from number ${value.number} to ${current.number}`;
      changes.push(change(old, "changed", "breaking", text, [value.key]));
    }
    if (current.name !== value.name) {
      const text = `${name} is now named "${current.name}"; the wire format is unchanged`;
      changes.push(change(old, "changed", "breaking", text, [value.key]));
    }
  }
  for (const value of now.members.filter((one) => !known.has(one))) {
    // Code that handles all known values may receive an unknown one.
    const keys = [old.key, ...old.members.map(({ key }) => key)];
    changes.push(
      change(old, "added", "risky", `value "${value.name}" of "${old.name}" is new`, keys),
    );
  }
  return changes;
}

function change(
  { path }: ProtoType,
  kind: Change["kind"],
  verdict: Verdict,
  text: string,
  keys: string[],
): Change {
  return { of: "proto", kind, verdict, where: path, text, keys };
}
