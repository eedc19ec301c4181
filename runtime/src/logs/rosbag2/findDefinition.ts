import { parse, stringify } from "@foxglove/rosmsg";

type MessageDefinition = ReturnType<typeof parse>[number];

/** A definition as in MCAP: including those of all nested types. */
export interface FoundDefinition {
  readonly encoding: string;
  readonly text: string;
}

/**
 * The definition of a type that is missing in its bag. It comes from the given definitions, or else
 * from the packages of ROS 2 Humble, the last release whose bags had none. Undefined if it, or a
 * nested type, is in neither.
 */
export async function findDefinition(
  type: string,
  encoding: string,
  given: Readonly<Record<string, string>>,
): Promise<FoundDefinition | undefined> {
  if (encoding !== "cdr") return undefined;
  const { ros2humble } = (await import("@foxglove/rosmsg-msgs-common")).default;
  const own = new Map<string, MessageDefinition[]>();
  for (const [name, text] of Object.entries(given)) {
    own.set(plain(name), parse(text, { ros2: true, skipTypeFixup: true }));
  }
  const common: Record<string, MessageDefinition> = ros2humble;
  const needed = new Map<string, MessageDefinition>();
  const find = (name: string): boolean => {
    if (needed.has(name)) return true;
    const [definition, ...beside] = own.get(name) ?? (common[name] ? [common[name]] : []);
    if (definition === undefined) return false;
    needed.set(name, { ...definition, name });
    for (const one of beside) if (one.name) needed.set(plain(one.name), one);
    return definition.definitions.every(
      (field) => field.isComplex !== true || find(resolve(field.type, name)),
    );
  };
  if (!find(plain(type))) return undefined;
  return { encoding: "ros2msg", text: stringify([...needed.values()]) };
}

/** `nav_msgs/msg/Odometry` is `nav_msgs/Odometry` in definitions. */
function plain(type: string): string {
  return type.replace("/msg/", "/");
}

/** A type without a package is from the same package. */
function resolve(type: string, within: string): string {
  const name = plain(type);
  return name.includes("/") ? name : `${within.split("/")[0]}/${name}`;
}
