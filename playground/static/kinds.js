// Bubbles that are more than text: places, contacts, polls, news of a group.

import { element } from "./dom.js";
import { map } from "./maps.js";
import { words } from "./words.js";

export function place(message) {
  const [outline, link] = map(message.location);
  const title = element("strong", {}, message.venue?.title ?? words("place"));
  const address = message.venue ? element("span", {}, message.venue.address) : null;
  const who = element("span", { class: "who" }, title, address, element("small", {}, link));
  return element("div", { class: "place" }, outline, who);
}

export function contact({ first_name, last_name, phone_number }) {
  const name = [first_name, last_name].filter(Boolean).join(" ");
  return element(
    "div",
    { class: "who" },
    element("strong", {}, name),
    element("a", { href: `tel:${phone_number}` }, phone_number),
  );
}

export function poll(message, doings) {
  const asked = message.poll;
  const own = message.votes?.[doings.user.id] ?? [];
  const box = element("fieldset", { class: "poll" }, element("legend", {}, asked.question));
  asked.options.forEach((option, number) => box.append(choice(message, option, number, own, doings)));
  const kind = words(asked.is_closed ? "pollClosed" : asked.is_anonymous ? "pollAnonymous" : "pollOpen");
  box.append(element("small", {}, `${kind} · ${words("votes", { n: asked.total_voter_count })}`));
  return box;
}

function choice(message, option, number, own, doings) {
  const { allows_multiple_answers: several, total_voter_count: all, is_closed: closed } = message.poll;
  const chosen = own.includes(number);
  const rest = own.filter((other) => other !== number);
  const vote = () => doings.vote(message, chosen ? rest : several ? [...rest, number] : [number]);
  const share = all ? Math.round((100 * option.voter_count) / all) : 0;
  const shown = own.length || closed ? ` — ${option.voter_count} (${share} %)` : "";
  const about = { type: "button", class: "choice", "aria-pressed": String(chosen), disabled: closed };
  return element("button", { ...about, onclick: vote }, option.text + shown);
}

// What happened in the group, as a line in the middle; null for an ordinary message.
export function news(message) {
  const name = (user) => user.first_name;
  if (message.new_chat_members) return words("joined", { who: message.new_chat_members.map(name).join(", ") });
  if (message.left_chat_member) return words("left", { who: name(message.left_chat_member) });
  if (message.pinned_message) return words("pinned");
  if (message.forum_topic_created) return words("topicCreated", { name: message.forum_topic_created.name });
  if (message.forum_topic_edited) return words("topicRenamed", { name: message.forum_topic_edited.name });
  if (message.forum_topic_closed) return words("topicClosed");
  if (message.forum_topic_reopened) return words("topicReopened");
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return words("migrated");
  return null;
}
