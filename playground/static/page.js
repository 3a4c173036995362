// Puts the page together.

import { followCalls } from "./calls.js";
import { Chat, isPayload, keepToEnd, payloadOf } from "./chat.js";
import { Compose } from "./compose.js";
import { byId, initials } from "./dom.js";
import { choosePeople } from "./people.js";
import { LANGUAGE, fillWords, words } from "./words.js";

const TOAST_MS = 5000;

let chat = null;
let toastEnds = 0;

function tell(text) {
  byId("toast").textContent = text;
  byId("toast").classList.add("shown");
  clearTimeout(toastEnds);
  toastEnds = setTimeout(() => {
    byId("toast").classList.remove("shown");
    byId("toast").textContent = "";
  }, TOAST_MS);
}

function describeBot(bot, state) {
  byId("block").textContent = words(state.blocked ? "unblock" : "block");
  byId("block").dataset.what = state.blocked ? "unblock" : "block";
  const acting = state.action && words(state.action === "typing" ? "typing" : "busy");
  byId("bot-state").textContent = state.blocked ? words("blocked") : acting || words("bot");
}

function openLink(event, bot) {
  event.preventDefault();
  const typed = byId("link").value.trim();
  const payload = payloadOf(typed, bot.username) ?? typed;
  const good = isPayload(payload);
  byId("link-error").textContent = good ? "" : words("linkWrong");
  byId("link").setAttribute("aria-invalid", String(!good));
  if (!good) return;
  byId("more").open = false;
  byId("link").value = "";
  chat.start(payload);
}

// On a narrow screen the people and the log are behind their switches.
function switchPanel(name) {
  const button = byId(`${name}-switch`);
  button.addEventListener("click", () => {
    const shown = !byId(name).classList.contains("shown");
    for (const other of ["people", "calls"]) {
      byId(other).classList.toggle("shown", other === name && shown);
      byId(`${other}-switch`).setAttribute("aria-expanded", String(other === name && shown));
    }
  });
}

function offerOtherLanguage() {
  const link = byId("other-language");
  const [code, name] = LANGUAGE === "en" ? ["cs", "Česky"] : ["en", "English"];
  link.textContent = name;
  link.lang = link.hreflang = code;
  const address = new URL(location.href);
  address.searchParams.set("lang", code);
  link.href = address.search;
  link.addEventListener("click", () => {
    link.href = address.search + location.hash;
  });
}

async function begin() {
  fillWords();
  offerOtherLanguage();
  keepToEnd();
  switchPanel("people");
  switchPanel("calls");
  const { id, name, username } = document.body.dataset;
  const bot = { id: Number(id), first_name: name, username };
  byId("bot-name").textContent = bot.first_name;
  byId("bot-avatar").textContent = initials(bot);
  byId("link").placeholder = `https://t.me/${bot.username}?start=…`;
  byId("link-form").addEventListener("submit", (event) => openLink(event, bot));
  byId("block").addEventListener("click", (event) => {
    byId("more").open = false;
    chat.try(() => chat.act(event.target.dataset.what, {}));
  });
  const compose = new Compose(() => chat);
  await choosePeople((user) => {
    chat?.leave();
    compose.clear();
    chat = new Chat(bot, user, tell);
    byId("people").classList.remove("shown");
    byId("people-switch").setAttribute("aria-expanded", "false");
    chat.follow((state, messages) => {
      describeBot(bot, state);
      return compose.described(state, messages);
    });
  });
  followCalls();
}

begin();
