/** One input of a recipe: columns of a topic. */
export interface RecipeInput {
  /** The name of the constant for the topic, and of the argument for the columns. */
  readonly name: string;
  /** Description for messages. */
  readonly what: string;
  /** The ROS type of its messages; recordings without types have a topic with the name of this input. */
  readonly type: string;
  /** The message type in TypeScript, of ROS and of a row. */
  readonly message: { readonly ros: string; readonly row: string };
  /** Expressions that read each column from a message `m`; none if the recipe reads messages itself. */
  readonly columns: Readonly<Record<string, { readonly ros: string; readonly row: string }>>;
}

interface Recipe {
  readonly summary: string;
  readonly inputs: readonly RecipeInput[];
  /** Packages that the code needs in addition to those of every project. */
  readonly packages: Readonly<Record<string, string>>;
}

const place = ["x", "y", "z"];
const turn = ["qx", "qy", "qz", "qw"];
const pose =
  '{ pose: { pose: { position: Record<"x" | "y" | "z", number>; orientation: Record<"x" | "y" | "z" | "w", number> } } }';

function odometry(name: string, what: string, turned: boolean): RecipeInput {
  const names = turned ? [...place, ...turn] : place;
  const columns = names.map((column) => {
    const ros = column.startsWith("q")
      ? `m.pose.pose.orientation.${column.slice(1)}`
      : `m.pose.pose.position.${column}`;
    return [column, { ros, row: `m.${column}` }] as const;
  });
  const row = `Record<${names.map((column) => JSON.stringify(column)).join(" | ")}, number>`;
  return {
    name,
    what,
    type: "nav_msgs/Odometry",
    message: { ros: pose, row },
    columns: Object.fromEntries(columns),
  };
}

const alignment = { "ml-matrix": "^6.15.1" };

/** The recipes by their value of `--recipe`; each has a template with that name. */
const recipes = {
  "trajectory-error": {
    summary: "absolute trajectory error of an estimate, aligned with a reference",
    inputs: [
      odometry("estimate", "estimated pose of the robot", false),
      odometry("reference", "true pose of the robot", false),
    ],
    packages: alignment,
  },
  "relative-pose-error": {
    summary: "drift of an estimate against a reference, over a second",
    inputs: [
      odometry("estimate", "estimated pose of the robot", true),
      odometry("reference", "true pose of the robot", true),
    ],
    packages: {},
  },
  "path-tracking": {
    summary: "distance from a planned route, and the completed share of it",
    inputs: [
      odometry("odometry", "pose of the robot", false),
      {
        name: "route",
        what: "planned route, one point per message",
        type: "geometry_msgs/PoseStamped",
        message: {
          ros: "{ pose: { position: { x: number; y: number } } }",
          row: "{ x: number; y: number }",
        },
        columns: {
          x: { ros: "m.pose.position.x", row: "m.x" },
          y: { ros: "m.pose.position.y", row: "m.y" },
        },
      },
    ],
    packages: {},
  },
  "speed-limit": {
    summary: "speed over time, and an event each time it is too high",
    inputs: [odometry("odometry", "pose of the robot", false)],
    packages: {},
  },
  comfort: {
    summary: "accelerations, jerk and turn rates against nuPlan's bounds",
    inputs: [odometry("odometry", "pose of the robot", true)],
    packages: {},
  },
  "time-to-collision": {
    summary: "time to collision with another agent, in seconds",
    inputs: [
      odometry("ego", "pose of the robot", true),
      odometry("other", "pose of the other agent", true),
    ],
    packages: {},
  },
  clearance: {
    summary: "closest return of a laser scan in a sector",
    inputs: [
      {
        name: "scan",
        what: "the laser scans",
        type: "sensor_msgs/LaserScan",
        message: {
          ros: "{ ranges: ArrayLike<number>; angle_min: number; angle_increment: number; range_min: number; range_max: number }",
          row: "{ ranges: ArrayLike<number>; angle_min: number; angle_increment: number; range_min: number; range_max: number }",
        },
        columns: { closest: { ros: "closestOf(m)", row: "closestOf(m)" } },
      },
    ],
    packages: {},
  },
  "state-timeline": {
    summary: "a state over time, and whether a bad state occurred",
    inputs: [
      {
        name: "state",
        what: "the state, as a string",
        type: "std_msgs/String",
        message: { ros: "{ data: string }", row: "{ data: string }" },
        columns: {},
      },
    ],
    packages: {},
  },
  "mission-success": {
    summary: "whether the goal was reached in time",
    inputs: [odometry("odometry", "pose of the robot", false)],
    packages: {},
  },
  "topic-rate": {
    summary: "whether every required topic was received, and often enough",
    inputs: [],
    packages: {},
  },
  battery: {
    summary: "charge over time, minimum and consumption",
    inputs: [
      {
        name: "battery",
        what: "the battery's charge, 0 to 1",
        type: "sensor_msgs/BatteryState",
        message: { ros: "{ percentage: number }", row: "{ percentage: number }" },
        columns: { charge: { ros: "m.percentage", row: "m.percentage" } },
      },
    ],
    packages: {},
  },
  "gps-quality": {
    summary: "share of time with a fix, and the accuracy of the fixes",
    inputs: [
      {
        name: "gps",
        what: "the fixes",
        type: "sensor_msgs/NavSatFix",
        message: {
          ros: "{ status: { status: number }; position_covariance: ArrayLike<number> }",
          row: "{ status: number; accuracy: number }",
        },
        columns: {
          status: { ros: "m.status.status", row: "m.status" },
          accuracy: {
            ros: "Math.sqrt((m.position_covariance[0] ?? Number.NaN) + (m.position_covariance[4] ?? Number.NaN))",
            row: "m.accuracy",
          },
        },
      },
    ],
    packages: {},
  },
  latency: {
    summary: "time from a message's timestamp to its log time",
    inputs: [
      {
        name: "messages",
        what: "messages with a header timestamp",
        type: "nav_msgs/Odometry",
        message: { ros: "object", row: "object" },
        columns: {},
      },
    ],
    packages: {},
  },
} as const satisfies Record<string, Recipe>;

/** A value of `--recipe`. */
export type RecipeName = keyof typeof recipes;

/** These values, in the order of the table. */
export const recipeNames = Object.keys(recipes) as RecipeName[];

/** The facts about a recipe. */
export function recipeOf(name: RecipeName): Recipe {
  return recipes[name];
}

/** The table for `--recipe`: one line per recipe, with its inputs. */
export function listRecipes(): string {
  const widest = Math.max(...recipeNames.map((name) => name.length));
  const lines = recipeNames.map((name) => {
    const { summary, inputs } = recipeOf(name);
    const needs = inputs.map((input) => `${input.name} (${input.type})`).join(", ");
    return `${name.padEnd(widest)}  ${summary}\n${" ".repeat(widest)}  inputs: ${needs || "the topics it lists"}`;
  });
  return `${lines.join("\n")}\n`;
}
