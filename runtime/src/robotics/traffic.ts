export { type PostEncroachment, postEncroachment } from "./traffic/postEncroachment.js";
export { type Traffic, trafficAround } from "./traffic/trafficAround.js";
