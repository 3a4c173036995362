// One message as a bubble, with its buttons below.

import { element, fullName, icon } from "./dom.js";
import { contact, news, place, poll } from "./kinds.js";
import { player } from "./players.js";
import { rich, safe } from "./rich.js";
import { LANGUAGE, words } from "./words.js";

export function bubble(message, doings) {
  const own = message.from.id === doings.user.id;
  const thread = message.message_thread_id ?? "";
  const about = { id: `m${message.message_id}`, "data-thread": thread };
  const happened = news(message);
  if (happened) return element("li", { class: "message day", ...about }, element("span", {}, happened));
  const item = element("li", { class: own ? "message own" : "message", ...about });
  const body = element("div", { class: "bubble" });
  const inGroup = doings.isGroup && !own;
  const name = own ? words("you") : message.sender_chat?.title ?? fullName(message.from);
  body.append(element("span", { class: inGroup ? "sender" : "hidden" }, inGroup ? name : `${name}: `));
  if (message.forward_origin) {
    const from = fullName(message.forward_origin.sender_user);
    body.append(element("small", { class: "sender" }, words("forwarded", { from })));
  }
  if (message.reply_to_message) body.append(quoted(message.reply_to_message));
  body.append(...media(message, doings));
  const text = message.text ?? message.caption;
  if (text) {
    const entities = message.entities ?? message.caption_entities;
    body.append(element("div", { class: "text" }, rich(text, entities, doings)));
  }
  const reactions = Object.values(message.reactions ?? {}).flat().map((one) => one.emoji ?? "★").join(" ");
  if (reactions) body.append(element("div", { class: "reactions" }, reactions));
  body.append(foot(message, own, doings));
  item.append(body, ...inlineRows(message, doings));
  return item;
}

function quoted(reply) {
  const text = reply.text ?? reply.caption ?? reply.poll?.question ?? reply.document?.file_name ?? words(reply.photo ? "picture" : "message");
  return element("blockquote", { class: "quoted" }, text.slice(0, 80));
}

function foot(message, own, doings) {
  const at = new Date(message.date * 1000);
  const time = at.toLocaleTimeString(LANGUAGE, { hour: "2-digit", minute: "2-digit" });
  const made = element("div", { class: "foot" });
  if (own && message.text) {
    const name = { "aria-label": words("edit"), title: words("edit") };
    const edit = { type: "button", class: "edit", ...name, onclick: () => doings.edit(message) };
    made.append(element("button", edit, icon("pencil")));
  }
  if (message.edit_date) made.append(element("span", {}, words("edited")));
  made.append(element("time", { datetime: at.toISOString() }, time));
  return made;
}

function media(message, doings) {
  if (message.location) return [place(message)];
  if (message.contact) return [contact(message.contact)];
  if (message.poll) return [poll(message, doings)];
  if (message.photo) return [picture(message)];
  const played = player(message);
  if (played.length) return played;
  if (message.document) return [document_(message.document)];
  return [];
}

function picture(message) {
  const largest = message.photo.at(-1);
  const src = `/playground/files/${largest.file_id}`;
  const alt = message.caption ? "" : words("picture");
  const image = { src, alt, width: largest.width, height: largest.height, loading: "lazy" };
  const name = `${words("picture")} ${words("opensElsewhere")}`;
  return element(
    "a",
    { class: "picture", href: src, target: "_blank", "aria-label": name },
    element("img", image),
  );
}

function document_(file) {
  const size = file.file_size < 1024 * 1024
    ? `${Math.ceil(file.file_size / 1024)} kB`
    : `${(file.file_size / 1024 / 1024).toLocaleString(LANGUAGE, { maximumFractionDigits: 1 })} MB`;
  return element(
    "a",
    {
      class: "document",
      href: `/playground/files/${file.file_id}`,
      download: file.file_name,
      "aria-label": `${words("download", { name: file.file_name })}, ${size}`,
    },
    element("span", { class: "round" }, icon("file")),
    element("span", { class: "who" }, element("strong", {}, file.file_name), element("small", {}, size)),
  );
}

function inlineRows(message, doings) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows) return [];
  const made = rows.map((row) =>
    element("div", { class: "row" }, ...row.map((button) => inlineButton(message, button, doings))),
  );
  return [element("div", { class: "inline-keyboard" }, ...made)];
}

function inlineButton(message, button, doings) {
  if (button.url && !doings.isDeepLink(button.url)) {
    const link = { class: "tap link", href: safe(button.url), target: "_blank", rel: "noopener noreferrer" };
    const hint = element("span", { class: "hidden" }, ` ${words("opensElsewhere")}`);
    return element("a", link, button.text, hint);
  }
  const data = button.callback_data ?? "";
  const tap = { type: "button", class: "tap", "data-data": data };
  return element(
    "button",
    { ...tap, onclick: (event) => doings.tap(message, button, event.currentTarget) },
    button.text,
  );
}
