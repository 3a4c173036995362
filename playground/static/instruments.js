// Switches: ordered troubles, the clock, rate limits and lint.

import { ask, byId } from "./dom.js";
import { LANGUAGE, words } from "./words.js";

const DAY_S = 86400;
const SLOW_MS = 1500;
const PATIENCE_S = 5;
const TELEGRAM = {
  chat: { rate: 1, burst: 3 },
  group: { rate: 20 / 60, burst: 20 },
  edit: { rate: 1, burst: 30 },
  group_edit: { rate: 20 / 60, burst: 20 },
  overall: { rate: 30, burst: 30 },
  paid: { rate: 1000, burst: 1000 },
};
const NONE = Object.fromEntries(Object.keys(TELEGRAM).map((name) => [name, null]));

const put = (path, body) => ask(path, body, undefined, "PUT");

export function offerInstruments() {
  byId("fault-form").addEventListener("submit", orderFault);
  byId("clock-form").addEventListener("submit", setClock);
  byId("limits").addEventListener("change", (event) => put("/limits", event.target.checked ? TELEGRAM : NONE));
  byId("lint").addEventListener("change", (event) => put("/switches", { lint: event.target.checked }));
  byId("instruments").addEventListener("toggle", () => byId("instruments").open && look());
}

async function look() {
  const [limits, switches, clock, faults] = await Promise.all(
    ["/limits", "/switches", "/clock", "/faults"].map((path) => ask(path)),
  );
  byId("limits").checked = Object.values(limits).some(Boolean);
  byId("lint").checked = switches.lint;
  byId("clock-form").days.value = clock.offset_s / DAY_S;
  tell(clock, faults);
}

function tell(clock, faults) {
  const now = new Date(clock.now * 1000).toLocaleString(LANGUAGE, { dateStyle: "medium", timeStyle: "short" });
  const troubles = faults.map(described).join(", ");
  byId("instruments-state").textContent = words("state", { now, faults: troubles || words("faultNone") });
}

function described({ kind, method, share }) {
  const about = [method, share < 1 ? `${(100 * share).toLocaleString(LANGUAGE)} %` : null].flat().filter(Boolean);
  return kind + (about.length ? ` (${about.join(", ")})` : "");
}

async function orderFault(event) {
  event.preventDefault();
  const { kind, method, percent, same } = Object.fromEntries(new FormData(event.target));
  const struck = { share: Number(percent) / 100, of: same ? "chats" : "calls" };
  const fault = { kind, method: method.trim() || null, ms: SLOW_MS, retry_after: PATIENCE_S, ...struck };
  await put("/faults", kind ? [fault] : []);
  await look();
}

async function setClock(event) {
  event.preventDefault();
  await put("/clock", { offset_s: Number(event.target.days.value) * DAY_S });
  await look();
}
