// The live log of Bot API calls.

import { ask, byId, element, pause } from "./dom.js";
import { LANGUAGE, words } from "./words.js";

const MOST_SHOWN = 300;

export async function followCalls() {
  const list = byId("calls-list");
  byId("with-polls").addEventListener("change", (event) => {
    list.classList.toggle("with-polls", event.target.checked);
  });
  let last = 0;
  for (;;) {
    try {
      const calls = await ask(`/calls?after=${last}&wait=2`);
      for (const call of calls.slice(-MOST_SHOWN)) list.prepend(shown(call));
      if (calls.length) last = calls.at(-1).n;
      while (list.children.length > MOST_SHOWN) list.lastElementChild.remove();
      byId("calls-empty").hidden = list.children.length > 0;
    } catch {
      await pause(2000);
    }
  }
}

function shown(call) {
  const good = call.status < 400;
  const time = new Date(call.at * 1000).toLocaleTimeString(LANGUAGE);
  const summary = element(
    "summary",
    {},
    element("span", { class: "method" }, call.method),
    element("span", { class: good ? "status good" : "status bad" }, String(call.status)),
    element("span", { class: "ms" }, words("ms", { ms: call.ms })),
  );
  const details = element(
    "details",
    {},
    summary,
    element("p", { class: "when" }, time + (call.via ? ` · ${call.via}` : "")),
  );
  for (const note of call.lint ?? []) details.append(element("p", { class: "lint" }, note));
  if (call.lint) summary.append(element("span", { class: "lint", title: words("lintFound") }, "⚠"));
  if (call.description) details.append(element("p", { class: "error" }, call.description));
  // Parameters are written out only when somebody looks.
  details.addEventListener("toggle", () => details.append(parameters(call)), { once: true });
  return element("li", { class: call.method === "getUpdates" ? "poll" : "" }, details);
}

function parameters(call) {
  const list = element("dl");
  for (const [name, value] of Object.entries(call.parameters)) {
    list.append(element("dt", {}, name), element("dd", {}, pretty(value)));
  }
  return list;
}

function pretty(value) {
  if (typeof value !== "string") return JSON.stringify(value, null, 2);
  try {
    const parsed = JSON.parse(value);
    return typeof parsed === "object" ? JSON.stringify(parsed, null, 2) : value;
  } catch {
    return value;
  }
}
