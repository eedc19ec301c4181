export {
  type Geodetic,
  type GeodeticColumns,
  type LocalColumns,
  localFromGeodetic,
} from "./geodetic/localFromGeodetic.js";
