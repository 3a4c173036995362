// Who writes: the list of people, the choice among them, and adding one.

import { ask, byId, element, fullName, initials, pause } from "./dom.js";
import { words } from "./words.js";

const LANGUAGES = { cs: "čeština", uk: "українська", en: "English" };

const WATCH_MS = 2500;

let everybody = [];

export const people = () => everybody;

// Shows everybody and calls chosen(user) at once and whenever another is picked.
export async function choosePeople(chosen) {
  everybody = await ask("/users");
  const draw = () => {
    byId("people-list").replaceChildren(...everybody.map((user) => entry(user, pick)));
  };
  const pick = (user) => {
    location.hash = user.username ?? user.id;
    draw();
    mark(user);
    chosen(user);
  };
  byId("add-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    everybody.push(await ask("/users", Object.fromEntries(new FormData(form))));
    form.reset();
    byId("add-person").open = false;
    pick(everybody.at(-1));
  });
  window.addEventListener("hashchange", () => {
    const wanted = fromHash();
    if (wanted && !isMarked(wanted)) pick(wanted);
  });
  const first = fromHash() ?? named(new URLSearchParams(location.search).get("user")) ?? everybody[0];
  if (first) pick(first);
  else byId("add-person").open = true;
  watchOthers();
}

// A dot at those who have something new to read.
async function watchOthers() {
  const seen = new Map();
  for (;;) {
    const chats = await ask("/chats").catch(() => []);
    for (const chat of chats) {
      const badge = byId(`person-${chat.id}`)?.querySelector(".new");
      if (!badge) continue;
      if (!seen.has(chat.id) || isMarked(chat)) seen.set(chat.id, chat.seq);
      badge.textContent = chat.seq > seen.get(chat.id) ? words("isNew") : "";
    }
    await pause(WATCH_MS);
  }
}

function fromHash() {
  return named(decodeURIComponent(location.hash.slice(1)));
}

function named(wanted) {
  return everybody.find((user) => user.username === wanted || String(user.id) === wanted);
}

function entry(user, pick) {
  const about = [user.username && `@${user.username}`, LANGUAGES[user.language_code]];
  return element(
    "li",
    {},
    element(
      "button",
      { type: "button", id: `person-${user.id}`, onclick: () => pick(user) },
      element("span", { class: `avatar tone-${user.id % 6}`, "aria-hidden": "true" }, initials(user)),
      element(
        "span",
        { class: "who" },
        element("strong", {}, fullName(user)),
        element("small", {}, about.filter(Boolean).join(" · ")),
      ),
      element("span", { class: "new" }),
    ),
  );
}

const isMarked = (user) => byId(`person-${user.id}`)?.getAttribute("aria-current") === "true";

function mark(user) {
  const button = byId(`person-${user.id}`);
  button.setAttribute("aria-current", "true");
  if (document.activeElement === document.body) return;
  if (byId("people").contains(document.activeElement)) button.focus();
}
