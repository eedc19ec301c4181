import type { DecoderLoaders } from "../decoders/loadDecoder.js";

/** The message encodings of MCAP recordings. */
export const mcapDecoders: DecoderLoaders = {
  "cdr ros2msg": async () => (await import("../decoders/ros2Decoder.js")).ros2MsgDecoder,
  "cdr ros2idl": async () => (await import("../decoders/ros2IdlDecoder.js")).ros2IdlDecoder,
  "cdr omgidl": async () => (await import("../decoders/omgIdlDecoder.js")).omgIdlDecoder,
  "ros1 ros1msg": async () => (await import("../decoders/ros1Decoder.js")).ros1Decoder,
  "protobuf protobuf": async () => (await import("../decoders/protobufDecoder.js")).protobufDecoder,
  json: async () => (await import("../decoders/jsonDecoder.js")).jsonDecoder,
};
