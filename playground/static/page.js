// Puts the page together.

import { followCalls } from "./calls.js";
import { Chat, isPayload, keepToEnd, payloadOf } from "./chat.js";
import { Compose } from "./compose.js";
import { ask, byId, element, initials } from "./dom.js";
import { offerGroups, showGroups, showTopics } from "./groups.js";
import { offerInstruments } from "./instruments.js";
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
  byId("bot-state").textContent = state.blocked ? words("blocked") : acting || words(chat.isGroup ? "inGroup" : "bot");
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

async function shareSquare() {
  byId("more").open = false;
  const venue = { title: words("square"), address: words("square"), location: { latitude: 49.2206, longitude: 17.8546 } };
  await chat.try(() => chat.act("messages", { venue, ...chat.inTopic }));
}

async function beginRecording() {
  byId("more").open = false;
  await chat.try(() => ask("/recording", { chat_id: chat.id }));
  tell(words("recordingBegun"));
}

async function saveRecording() {
  byId("more").open = false;
  const recording = await chat.try(() => ask(`/recording?chat_id=${chat.id}`));
  if (!recording) return;
  const file = new Blob([JSON.stringify(recording, null, 2)], { type: "application/json" });
  const link = element("a", { href: URL.createObjectURL(file), download: "rozhovor.json" });
  link.click();
  URL.revokeObjectURL(link.href);
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
  let ready = "";
  const open = (user, group = null) => {
    chat?.leave();
    compose.clear();
    chat = new Chat(bot, user, tell, group);
    chat.ready = group ? "" : ready;
    ready = "";
    byId("bot-name").textContent = group?.title ?? bot.first_name;
    byId("bot-avatar").textContent = group ? group.title.slice(0, 2) : initials(bot);
    byId("block").hidden = group !== null;
    byId("people").classList.remove("shown");
    byId("people-switch").setAttribute("aria-expanded", "false");
    showGroups(user, group?.id, (wanted) => open(user, wanted));
    chat.follow((state, messages) => {
      describeBot(bot, state);
      showTopics(state, chat);
      return compose.described(state, messages);
    });
  };
  byId("topic").addEventListener("change", (event) => chat.choose(event.target.value));
  byId("place").addEventListener("click", shareSquare);
  byId("record").addEventListener("click", beginRecording);
  byId("save").addEventListener("click", saveRecording);
  offerGroups(() => chat.user, (group) => open(chat.user, group));
  offerInstruments();
  // A link into this page can bring a payload; it waits until the person taps Start.
  const brought = new URLSearchParams(location.search).get("start") ?? "";
  ready = isPayload(brought) ? brought : "";
  await choosePeople((user) => open(user));
  followCalls();
}

begin();
