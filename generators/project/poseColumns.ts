/** Names of the three numbers of a position in tables, the most common first. */
export const positionColumns: readonly (readonly [x: string, y: string, z: string])[] = [
  ["x", "y", "z"],
  ["X", "Y", "Z"],
  ["tx", "ty", "tz"],
  ["p_x", "p_y", "p_z"],
  ["p_RS_R_x", "p_RS_R_y", "p_RS_R_z"],
  ["px", "py", "pz"],
  ["pos_x", "pos_y", "pos_z"],
  ["position_x", "position_y", "position_z"],
  ["position.x", "position.y", "position.z"],
  ["pose.pose.position.x", "pose.pose.position.y", "pose.pose.position.z"],
];

/** Names of the four numbers of an orientation in tables, the most common first. */
export const orientationColumns: readonly (readonly [
  x: string,
  y: string,
  z: string,
  w: string,
])[] = [
  ["qx", "qy", "qz", "qw"],
  ["q_x", "q_y", "q_z", "q_w"],
  ["q_RS_x", "q_RS_y", "q_RS_z", "q_RS_w"],
  ["orientation_x", "orientation_y", "orientation_z", "orientation_w"],
  ["orientation.x", "orientation.y", "orientation.z", "orientation.w"],
  [
    "pose.pose.orientation.x",
    "pose.pose.orientation.y",
    "pose.pose.orientation.z",
    "pose.pose.orientation.w",
  ],
];
