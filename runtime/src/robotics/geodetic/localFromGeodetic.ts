import proj4 from "proj4";
import { badOption, checkAllFinite, checkFinite, checkLengths } from "../checks.js";
import { RoboticsError } from "../RoboticsError.js";

/** A position on the WGS 84 ellipsoid. */
export interface Geodetic {
  /** Degrees, -90 to 90, positive to the north. */
  readonly latitude: number;
  /** Degrees, positive to the east. */
  readonly longitude: number;
  /** Meters above the ellipsoid. */
  readonly altitude: number;
}

/** Columns of positions, as in NavSatFix messages. */
export interface GeodeticColumns {
  readonly latitude: Float64Array;
  readonly longitude: Float64Array;
  readonly altitude: Float64Array;
}

/** Positions in a local frame: meters to the east, to the north, and up. */
export interface LocalColumns {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
}

const geocentric = proj4("EPSG:4326", "+proj=geocent +datum=WGS84 +units=m +no_defs");

/**
 * Geodetic positions in meters, in the local frame (ENU) that is tangent to the ellipsoid at
 * `origin`. x points to the east, y to the north, and z up. Converts to earth-centered coordinates
 * with proj4, then rotates. Exact at any distance, but z drops with the curvature of the earth: 8
 * cm at 1 km.
 *
 * @param origin default: the first position
 * @throws {@link RoboticsError} for no positions, different lengths, non-finite numbers, and a latitude beyond ±90
 * degrees. Drop fixes without a position (NaN) first.
 */
export function localFromGeodetic(places: GeodeticColumns, origin?: Geodetic): LocalColumns {
  const { latitude, longitude, altitude } = places;
  checkLengths({ latitude, longitude, altitude });
  if (latitude.length === 0) {
    throw new RoboticsError("0 positions are too few: 1 is needed", { reason: "too few" });
  }
  for (const [name, column] of Object.entries({ latitude, longitude, altitude })) {
    checkAllFinite(name, column);
  }
  const from = origin ?? {
    latitude: latitude[0] ?? Number.NaN,
    longitude: longitude[0] ?? Number.NaN,
    altitude: altitude[0] ?? Number.NaN,
  };
  const [x0, y0, z0] = centeredFrom(from);
  const lat = (from.latitude * Math.PI) / 180;
  const lon = (from.longitude * Math.PI) / 180;
  const [sinLat, cosLat, sinLon, cosLon] = [
    Math.sin(lat),
    Math.cos(lat),
    Math.sin(lon),
    Math.cos(lon),
  ];
  const count = latitude.length;
  const [x, y, z] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  for (let at = 0; at < count; at++) {
    const [cx, cy, cz] = centeredFrom({
      latitude: latitude[at] as number,
      longitude: longitude[at] as number,
      altitude: altitude[at] as number,
    });
    const [dx, dy, dz] = [cx - x0, cy - y0, cz - z0];
    x[at] = -sinLon * dx + cosLon * dy;
    y[at] = -sinLat * cosLon * dx - sinLat * sinLon * dy + cosLat * dz;
    z[at] = cosLat * cosLon * dx + cosLat * sinLon * dy + sinLat * dz;
  }
  return { x, y, z };
}

function centeredFrom({ latitude, longitude, altitude }: Geodetic): [number, number, number] {
  checkFinite("longitude", longitude);
  checkFinite("altitude", altitude);
  if (!(Math.abs(latitude) <= 90)) throw badOption("latitude", latitude, "from -90 to 90 degrees");
  return geocentric.forward([longitude, latitude, altitude]) as [number, number, number];
}
