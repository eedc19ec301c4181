/** Where the platform mounts the folders of a run. */
export const mounts = { inputs: "/tmp/resim/inputs", outputs: "/tmp/resim/outputs" };
