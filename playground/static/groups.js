// The groups of a person: choosing one, founding one, the topics of a forum.

import { ask, byId, element } from "./dom.js";
import { people } from "./people.js";
import { words } from "./words.js";

const LETTERS = 2;

// Shows the person's groups and calls chosen(group) when one is picked.
export async function showGroups(user, current, chosen) {
  const chats = await ask("/chats");
  const own = chats.filter((chat) => chat.type !== "private" && chat.members.includes(user.id) && !chat.migrated_to);
  byId("groups-list").replaceChildren(...own.map((group) => entry(group, current, chosen)));
  byId("groups-title").hidden = own.length === 0;
}

function entry(group, current, chosen) {
  const kind = group.is_forum ? "kindForum" : group.type === "group" ? "kindGroup" : "kindSupergroup";
  return element(
    "li",
    {},
    element(
      "button",
      { type: "button", "aria-current": current === group.id ? "true" : null, onclick: () => chosen(group) },
      element("span", { class: "avatar tone-2", "aria-hidden": "true" }, group.title.slice(0, LETTERS)),
      element("span", { class: "who" }, element("strong", {}, group.title), element("small", {}, words(kind))),
    ),
  );
}

// Everybody of the list is in a new group; the person who writes has founded it.
export function offerGroups(currentUser, founded) {
  byId("group-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const { title, kind } = Object.fromEntries(new FormData(event.target));
    const others = people().map((person) => person.id).filter((id) => id !== currentUser().id);
    const body = { title, type: kind === "group" ? "group" : "supergroup", forum: kind === "forum" };
    const group = await ask("/chats", { ...body, member_ids: [currentUser().id, ...others] });
    event.target.reset();
    byId("add-group").open = false;
    founded(group);
  });
}

// The topics of a forum; nothing to choose from elsewhere.
export function showTopics(state, chat) {
  byId("topic-label").hidden = !state.is_forum;
  const options = [{ message_thread_id: "", name: words("allTopics") }, ...(state.topics ?? [])];
  const shown = JSON.stringify(options);
  if (byId("topic").dataset.shown === shown) return;
  byId("topic").dataset.shown = shown;
  byId("topic").replaceChildren(
    ...options.map((topic) => element("option", { value: topic.message_thread_id }, topic.name)),
  );
  byId("topic").value = chat.thread;
}
