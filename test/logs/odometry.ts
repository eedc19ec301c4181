import { parse } from "@foxglove/rosmsg";
import { MessageWriter } from "@foxglove/rosmsg2-serialization";
import type { McapMessage, McapTopic } from "./writeMcap.js";

/** nav_msgs/msg/Odometry as a recorder writes it. */
export const odometryDefinition = `std_msgs/Header header
string child_frame_id
geometry_msgs/PoseWithCovariance pose
geometry_msgs/TwistWithCovariance twist
===
MSG: std_msgs/Header
builtin_interfaces/Time stamp
string frame_id
===
MSG: builtin_interfaces/Time
int32 sec
uint32 nanosec
===
MSG: geometry_msgs/PoseWithCovariance
geometry_msgs/Pose pose
float64[36] covariance
===
MSG: geometry_msgs/Pose
geometry_msgs/Point position
geometry_msgs/Quaternion orientation
===
MSG: geometry_msgs/Point
float64 x
float64 y
float64 z
===
MSG: geometry_msgs/Quaternion
float64 x
float64 y
float64 z
float64 w
===
MSG: geometry_msgs/TwistWithCovariance
geometry_msgs/Twist twist
float64[36] covariance
===
MSG: geometry_msgs/Twist
geometry_msgs/Vector3 linear
geometry_msgs/Vector3 angular
===
MSG: geometry_msgs/Vector3
float64 x
float64 y
float64 z
`;

const writer = new MessageWriter(parse(odometryDefinition, { ros2: true }));
const second = 1_000_000_000n;

/** A message at (x, 0, 0), stamped `stamp` nanoseconds. */
export function odometryBytes(x: number, stamp: bigint): Uint8Array {
  return writer.writeMessage({
    header: {
      stamp: { sec: Number(stamp / second), nanosec: Number(stamp % second) },
      frame_id: "odom",
    },
    child_frame_id: "base_link",
    pose: { pose: { position: { x, y: 0, z: 0 } } },
  });
}

/** A topic of odometry messages. Times are nanoseconds; a message's x is its number unless given. */
export function odometryTopic(
  times: readonly { stamp: bigint; log: bigint; x?: number }[],
  topic = "/odom",
): McapTopic {
  const messages = times.map<McapMessage>(({ stamp, log, x }, index) => ({
    logTime: log,
    data: odometryBytes(x ?? index, stamp),
  }));
  return {
    topic,
    type: "nav_msgs/msg/Odometry",
    schemaEncoding: "ros2msg",
    schema: new TextEncoder().encode(odometryDefinition),
    messageEncoding: "cdr",
    messages,
  };
}

/** Ten messages at 10 Hz, stamped and logged from `start` seconds on. */
export function tenPoses(start = 1_700_000_000, topic = "/odom"): McapTopic {
  const times = Array.from({ length: 10 }, (_, index) => {
    const time = BigInt(start) * second + BigInt(index) * 100_000_000n;
    return { stamp: time, log: time };
  });
  return odometryTopic(times, topic);
}
