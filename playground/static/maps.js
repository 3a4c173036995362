// A map without tiles: the outline of Czechia with the place on it.

import { drawing, element } from "./dom.js";
import { LANGUAGE, words } from "./words.js";

// Longitude and latitude along the border, clockwise from its westernmost point; a few kilometres rough.
const BORDER = [
  [12.09, 50.25], [12.18, 50.32], [12.33, 50.2], [12.49, 50.35], [12.7, 50.41], [12.95, 50.41],
  [13.03, 50.5], [13.2, 50.5], [13.32, 50.58], [13.46, 50.6], [13.55, 50.71], [13.85, 50.73],
  [14.05, 50.81], [14.25, 50.88], [14.39, 50.9], [14.28, 50.98], [14.32, 51.05], [14.49, 51.04],
  [14.59, 50.98], [14.57, 50.92], [14.82, 50.87], [15.0, 50.87], [15.02, 51.02], [15.17, 51.01],
  [15.27, 50.96], [15.37, 50.83], [15.53, 50.79], [15.74, 50.74], [15.99, 50.68], [16.1, 50.66],
  [16.34, 50.66], [16.45, 50.58], [16.22, 50.43], [16.36, 50.38], [16.55, 50.23], [16.71, 50.1],
  [16.85, 50.21], [17.0, 50.23], [16.91, 50.45], [17.19, 50.38], [17.35, 50.27], [17.36, 50.32],
  [17.7, 50.32], [17.76, 50.21], [17.6, 50.16], [17.75, 50.1], [17.87, 49.98], [18.05, 50.06],
  [18.33, 49.93], [18.57, 49.92], [18.63, 49.72], [18.85, 49.52], [18.55, 49.49], [18.4, 49.4],
  [18.15, 49.27], [18.1, 49.09], [17.9, 48.93], [17.55, 48.82], [17.2, 48.87], [16.94, 48.62],
  [16.65, 48.78], [16.45, 48.81], [16.1, 48.74], [15.75, 48.85], [15.3, 48.99], [15.0, 49.01],
  [14.97, 48.77], [14.7, 48.59], [14.45, 48.64], [14.33, 48.55], [14.05, 48.6], [13.84, 48.77],
  [13.58, 48.97], [13.4, 49.05], [13.18, 49.13], [13.03, 49.27], [12.78, 49.35], [12.65, 49.43],
  [12.55, 49.62], [12.4, 49.75], [12.52, 49.89], [12.5, 49.97], [12.26, 50.06],
];
const CITIES = [
  ["Praha", 14.42, 50.09], ["Plzeň", 13.38, 49.75], ["Brno", 16.61, 49.2], ["Ostrava", 18.26, 49.83],
];
const WEST = 11.9;
const EAST = 19.8;
const NORTH = 51.2;
const SOUTH = 48.4;
// Degrees of longitude are this much shorter here than those of latitude.
const NARROWING = 0.645;
const SCALE = 40;
const ZOOM = 16;

const x = (longitude) => ((longitude - WEST) * NARROWING * SCALE).toFixed(1);
const y = (latitude) => ((NORTH - latitude) * SCALE).toFixed(1);

// What stands above the name of a place: where it is, and a way to a real map, which is elsewhere.
export function map({ latitude, longitude }) {
  const isNear = WEST < longitude && longitude < EAST && SOUTH < latitude && latitude < NORTH;
  const address = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=${ZOOM}/${latitude}/${longitude}`;
  const link = { href: address, target: "_blank", rel: "noopener noreferrer" };
  const hint = element("span", { class: "hidden" }, ` ${words("opensElsewhere")}`);
  const coordinates = `${told(latitude)}; ${told(longitude)}`;
  return [isNear ? outline(latitude, longitude) : null, element("a", link, coordinates, hint)];
}

const told = (degrees) => degrees.toLocaleString(LANGUAGE, { maximumFractionDigits: 5 });

function outline(latitude, longitude) {
  const size = { viewBox: `0 0 ${x(EAST)} ${y(SOUTH)}`, class: "map", "aria-hidden": "true" };
  const border = BORDER.map(([east, north]) => `${x(east)},${y(north)}`).join(" ");
  return drawing(
    "svg",
    size,
    drawing("polygon", { points: border }),
    ...CITIES.flatMap(city),
    drawing("path", { class: "pin", d: "M0 0c-2-5-7-8-7-13a7 7 0 0 1 14 0c0 5-5 8-7 13z", transform: `translate(${x(longitude)} ${y(latitude)})` }),
  );
}

function city([name, longitude, latitude]) {
  const label = drawing("text", { x: Number(x(longitude)) + 4, y: Number(y(latitude)) + 3 });
  label.append(name);
  return [drawing("circle", { cx: x(longitude), cy: y(latitude), r: 1.6 }), label];
}
