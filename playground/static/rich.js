// Text with entities as elements. Offsets are UTF-16 units, which is how JavaScript counts.

import { element } from "./dom.js";
import { words } from "./words.js";

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};

// doings: { link(url), command(text) } for what a tap inside a text does.
export function rich(text, entities, doings) {
  const ordered = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const whole = document.createDocumentFragment();
  fill(whole, text, 0, text.length, ordered, doings);
  return whole;
}

function fill(parent, text, start, end, entities, doings) {
  let at = start;
  while (entities.length && entities[0].offset < end) {
    const entity = entities.shift();
    if (entity.offset < at) continue;
    const stop = Math.min(entity.offset + entity.length, end);
    parent.append(text.slice(at, entity.offset));
    const made = made_of(entity, text.slice(entity.offset, stop), doings);
    fill(made, text, entity.offset, stop, entities, doings);
    parent.append(made);
    // A quote is a block, which ends its line by itself.
    at = made.tagName === "BLOCKQUOTE" && text[stop] === "\n" ? stop + 1 : stop;
  }
  parent.append(text.slice(at, end));
}

function made_of(entity, text, doings) {
  if (entity.type in TAGS) return element(TAGS[entity.type]);
  if (entity.type === "text_link") return link(entity.url, doings);
  if (entity.type === "url") return link(/^\w+:/.test(text) ? text : `https://${text}`, doings);
  if (entity.type === "email") return element("a", { href: `mailto:${text}` });
  if (entity.type === "phone_number") return element("a", { href: `tel:${text}` });
  if (entity.type === "spoiler") return spoiler();
  if (entity.type === "bot_command") {
    return element("button", { type: "button", class: "inside", onclick: () => doings.command(text) });
  }
  return element("span", { class: entity.type.replace("_", "-") });
}

function link(url, doings) {
  if (doings.isDeepLink(url)) {
    return element("button", { type: "button", class: "inside", onclick: () => doings.link(url) });
  }
  return element("a", { href: safe(url), target: "_blank", rel: "noopener noreferrer" });
}

// An address from a message must not be able to run anything.
export function safe(url) {
  return /^(https?|tg|mailto|tel):/i.test(url) ? url : "about:blank";
}

function spoiler() {
  const made = element("button", {
    type: "button",
    class: "inside spoiler",
    title: words("spoiler"),
    "aria-expanded": "false",
    onclick: () => {
      made.classList.add("open");
      made.setAttribute("aria-expanded", "true");
    },
  });
  return made;
}
