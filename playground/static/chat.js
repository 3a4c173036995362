// The conversation of one person with the bot: what is there, what changes, what one does.

import { placeFor } from "./albums.js";
import { bubble } from "./bubbles.js";
import { ask, byId, element, pause } from "./dom.js";
import { LANGUAGE, words } from "./words.js";

const PAYLOAD = /^[A-Za-z0-9_-]{1,64}$/;

export class Chat {
  // In a private chat there is no group; its number is the person's.
  constructor(bot, user, tell, group = null) {
    this.bot = bot;
    this.user = user;
    this.id = group?.id ?? user.id;
    this.isGroup = group !== null;
    this.thread = "";
    this.ready = "";
    this.tell = tell;
    this.messages = new Map();
    this.left = new AbortController();
    byId("messages").replaceChildren();
    byId("messages").dataset.chat = this.id;
    this.see(0);
    byId("messages").lang = user.language_code ?? "";
  }

  leave() {
    this.left.abort();
  }

  act(what, body) {
    return ask(`/chats/${this.id}/${what}`, { from_id: this.user.id, ...body });
  }

  // Looks for changes until another person is chosen; described(state) after each look.
  async follow(described) {
    while (!this.left.signal.aborted) {
      try {
        const query = `changed_after=${this.seq}&deleted=1&wait=${this.seq ? 1 : 0}`;
        const path = `/chats/${this.id}/messages?${query}`;
        this.show(await ask(path, null, this.left.signal));
        const state = await ask(`/chats/${this.id}`, null, this.left.signal);
        if (state.seq < this.seq) this.forget();
        await described(state, [...this.messages.values()]);
        if (!this.seq) await pause(500);
      } catch (error) {
        if (this.left.signal.aborted) return;
        this.tell(words("lost"));
        await pause(1500);
      }
    }
  }

  // Scripts that drive the page read there how much of the conversation it shows.
  see(seq) {
    this.seq = seq;
    byId("messages").dataset.seq = seq;
  }

  forget() {
    this.see(0);
    this.messages.clear();
    byId("messages").replaceChildren();
  }

  show(changed) {
    if (this.left.signal.aborted || !changed.length) return;
    let isNew = false;
    for (const message of changed.sort((a, b) => a.message_id - b.message_id)) {
      isNew = this.place(message) || isNew;
    }
    this.see(Math.max(this.seq, ...changed.map((message) => message.seq)));
    if (isNew) toEnd();
  }

  // Puts the message where it belongs; true when it was not there before.
  place(message) {
    const id = message.message_id;
    const old = byId(`m${id}`);
    if (message.deleted) {
      this.messages.delete(id);
      old?.remove();
      return false;
    }
    this.messages.set(id, message);
    const made = bubble(message, this);
    made.hidden = this.isElsewhere(made);
    if (old) {
      const focused = old.contains(document.activeElement) ? document.activeElement.textContent : null;
      old.replaceWith(made);
      if (focused !== null) refocus(made, focused);
      return false;
    }
    this.separate(message);
    placeFor(message, byId("messages"), message.from.id === this.user.id).append(made);
    return true;
  }

  // A line with the day, where a new day begins.
  separate(message) {
    const day = new Date(message.date * 1000).toLocaleDateString(LANGUAGE, { day: "numeric", month: "long" });
    const days = [...byId("messages").querySelectorAll(".day:not(.message)")];
    if (days.at(-1)?.textContent === day) return;
    byId("messages").append(element("li", { class: "day" }, element("span", {}, day)));
  }

  isElsewhere(item) {
    return this.thread !== "" && item.dataset.thread !== this.thread;
  }

  // Of a forum only the chosen topic is shown.
  choose(thread) {
    this.thread = thread;
    for (const item of byId("messages").querySelectorAll(".message")) item.hidden = this.isElsewhere(item);
    toEnd();
  }

  get inTopic() {
    return this.thread ? { message_thread_id: Number(this.thread) } : {};
  }

  async vote(message, chosen) {
    await this.try(() => this.act("vote", { message_id: message.message_id, option_ids: chosen }));
  }

  isDeepLink(url) {
    return payloadOf(url, this.bot.username) !== null;
  }

  async link(url) {
    await this.start(payloadOf(url, this.bot.username) ?? "");
  }

  async start(payload = "") {
    await this.try(() => this.act("start", { payload }));
  }

  async command(text) {
    await this.try(() => this.act("messages", { text, ...this.inTopic }));
  }

  edit(message) {
    byId("text").dispatchEvent(new CustomEvent("edit", { detail: message }));
  }

  async tap(message, button, element_) {
    if (button.url) return this.link(button.url);
    if (button.copy_text) {
      await navigator.clipboard?.writeText(button.copy_text.text);
      return this.tell(words("copied"));
    }
    if (button.callback_data === undefined) return this.tell(words("notHere"));
    element_.setAttribute("aria-busy", "true");
    const body = { message_id: message.message_id, data: button.callback_data };
    const answer = await this.try(() => this.act("press", body));
    element_.removeAttribute("aria-busy");
    return answer && this.heard(answer);
  }

  heard(answer) {
    if (!answer.answered) return this.tell(words("notAnswered"));
    if (answer.url && this.isDeepLink(answer.url)) return this.link(answer.url);
    if (answer.text && answer.show_alert) {
      byId("alert-text").textContent = answer.text;
      return byId("alert").showModal();
    }
    return answer.text && this.tell(answer.text);
  }

  async try(doing) {
    try {
      return await doing();
    } catch (error) {
      this.tell(words("failed", { why: error.message }));
      return null;
    }
  }
}

// An edited message keeps the focus: on the button that says the same, or on its first one.
function refocus(item, text) {
  const all = [...item.querySelectorAll(".tap")];
  const same = all.find((button) => button.textContent === text) ?? all[0];
  if (same) same.focus({ preventScroll: true });
  else byId("scroll").focus({ preventScroll: true });
}

const NEAR_END = 120;
let isAtEnd = true;

function toEnd() {
  byId("scroll").scrollTop = byId("scroll").scrollHeight;
}

// Whoever reads the end stays there when a picture, a longer text or a keyboard takes room.
export function keepToEnd() {
  const scroll = byId("scroll");
  scroll.addEventListener("scroll", () => {
    isAtEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_END;
  });
  const observer = new ResizeObserver(() => isAtEnd && toEnd());
  observer.observe(scroll);
  observer.observe(byId("messages"));
}

// What stands after ?start= in a link to this bot; null for any other link.
export function payloadOf(text, username) {
  try {
    const url = new URL(text);
    const toBot = url.hostname === "t.me" && url.pathname.toLowerCase() === `/${username.toLowerCase()}`;
    const viaTg = url.protocol === "tg:" && url.searchParams.get("domain")?.toLowerCase() === username.toLowerCase();
    const payload = url.searchParams.get("start");
    return (toBot || viaTg) && payload !== null && PAYLOAD.test(payload) ? payload : null;
  } catch {
    return null;
  }
}

export const isPayload = (text) => PAYLOAD.test(text);
