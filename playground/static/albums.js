// Files that were sent together stand together.

import { element } from "./dom.js";
import { words } from "./words.js";

// Where the message belongs: into its album's own list, else straight into the conversation.
export function placeFor(message, list, own) {
  const album = message.media_group_id;
  if (!album) return list;
  const last = list.lastElementChild;
  if (last?.dataset.album === album) return last.firstElementChild;
  const kind = message.photo || message.video ? "tiles" : "stack";
  const inner = element("ol", { class: kind, "aria-label": words("album") });
  list.append(element("li", { class: own ? "album own" : "album", "data-album": album }, inner));
  return inner;
}
