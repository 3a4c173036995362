// The lower edge of the phone: writing, files, commands, the bot's keyboard, starting.

import { ask, byId, element } from "./dom.js";
import { words } from "./words.js";

export class Compose {
  constructor(currentChat) {
    this.chat = currentChat;
    this.attached = null;
    this.editing = null;
    this.keysShown = "";
    byId("compose").addEventListener("submit", (event) => this.submit(event));
    byId("text").addEventListener("keydown", (event) => this.key(event));
    byId("text").addEventListener("input", () => this.grow());
    byId("text").addEventListener("edit", (event) => this.edit(event.detail));
    byId("pending-cancel").addEventListener("click", () => this.clear());
    byId("menu").addEventListener("click", () => this.toggleMenu());
    byId("start").addEventListener("click", () => this.start());
    for (const kind of ["photo", "file"]) {
      byId(kind).addEventListener("click", () => byId(`${kind}-input`).click());
      byId(`${kind}-input`).addEventListener("change", (event) => this.attach(kind, event.target));
    }
  }

  start() {
    const payload = this.chat().ready;
    this.chat().ready = "";
    byId("begin").hidden = true;
    return this.chat().start(payload);
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      byId("compose").requestSubmit();
    }
    if (event.key === "Escape") this.clear();
  }

  grow() {
    const text = byId("text");
    text.rows = Math.min(6, text.value.split("\n").length);
  }

  attach(kind, input) {
    const [file] = input.files;
    if (!file) return;
    this.attached = { field: kind === "photo" ? "photo" : "document", file };
    this.pend(file.name);
    input.value = "";
  }

  edit(message) {
    this.editing = message;
    this.pend(words("editing"));
    byId("text").value = message.text;
    this.grow();
  }

  pend(text) {
    byId("pending-text").textContent = text;
    byId("pending").hidden = false;
    byId("text").focus();
  }

  clear() {
    this.attached = this.editing = null;
    byId("pending").hidden = true;
    byId("text").value = "";
    this.grow();
  }

  async submit(event) {
    event.preventDefault();
    const text = byId("text").value.trim();
    if (!text && !this.attached) return;
    const sent = await this.chat().try(() => this.send(text));
    if (sent) this.clear();
  }

  send(text) {
    const chat = this.chat();
    if (this.editing) return chat.act("edit", { message_id: this.editing.message_id, text });
    if (!this.attached) return chat.act("messages", { text, ...chat.inTopic });
    const form = new FormData();
    form.set("from_id", chat.user.id);
    form.set("text", text);
    form.set(this.attached.field, this.attached.file);
    for (const [name, value] of Object.entries(chat.inTopic)) form.set(name, value);
    return ask(`/chats/${chat.id}/messages`, form);
  }

  toggleMenu(open = byId("commands").hidden) {
    byId("commands").hidden = !open;
    byId("menu").setAttribute("aria-expanded", String(open));
    if (open) byId("commands").querySelector("button")?.focus();
  }

  // Fits everything to the state of the chat.
  async described(state, messages) {
    const { ready, isGroup } = this.chat();
    byId("begin").hidden = isGroup || !(ready || state.blocked || !messages.length);
    byId("compose").hidden = state.blocked;
    byId("start").textContent = ready
      ? words("startWith", { payload: ready })
      : words(state.blocked ? "restart" : "start");
    byId("empty").hidden = messages.length > 0;
    this.showKeys(messages);
    await this.showCommands();
  }

  showKeys(messages) {
    const last = messages.findLast((message) => {
      const markup = message.reply_markup;
      return markup && !markup.inline_keyboard;
    });
    const rows = last?.reply_markup.keyboard ?? [];
    this.hidesKeys = last?.reply_markup.one_time_keyboard;
    byId("text").placeholder = last?.reply_markup.input_field_placeholder ?? words("write");
    if (JSON.stringify(rows) === this.keysShown) return;
    this.keysShown = JSON.stringify(rows);
    byId("keys").hidden = !rows.length;
    byId("keys").replaceChildren(...rows.map((row) => element("div", { class: "row" }, ...row.map((key) => this.keyButton(key)))));
  }

  keyButton(key) {
    const send = () => {
      byId("keys").hidden = Boolean(this.hidesKeys);
      this.chat().command(key.text);
    };
    return element("button", { type: "button", class: "key", onclick: send }, key.text);
  }

  async showCommands() {
    const chat = this.chat();
    const commands = await ask(`/chats/${chat.id}/commands?from_id=${chat.user.id}`);
    byId("menu").hidden = !commands.length;
    const shown = JSON.stringify(commands);
    if (shown === this.commandsShown) return;
    this.commandsShown = shown;
    byId("commands").replaceChildren(...commands.map((command) => this.commandEntry(command)));
  }

  commandEntry({ command, description }) {
    const send = () => {
      this.toggleMenu(false);
      this.chat().command(`/${command}`);
      byId("text").focus();
    };
    const parts = [element("strong", {}, `/${command}`), element("span", {}, description)];
    return element("li", {}, element("button", { type: "button", onclick: send }, ...parts));
  }
}
