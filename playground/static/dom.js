// Small help with elements, and the control API.

const API = "/playground/api";

// Of several bots the page shows the one in its address, else the first.
const BOT = `bot=${document.body.dataset.id}`;

export const byId = (id) => document.getElementById(id);

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "class") made.className = value;
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

// The same for what an SVG is made of.
export function drawing(tag, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function icon(name) {
  return drawing("svg", { "aria-hidden": "true" }, drawing("use", { href: `#icon-${name}` }));
}

// Asks the control API; a body that is a form goes as one, any other as JSON.
export async function ask(path, body, signal, method) {
  const isForm = body instanceof FormData;
  const response = await fetch(API + path + (path.includes("?") ? "&" : "?") + BOT, {
    signal,
    method: method ?? (body ? "POST" : "GET"),
    headers: body && !isForm ? { "Content-Type": "application/json" } : {},
    body: !body || isForm ? body : JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export function initials(user) {
  return [user.first_name, user.last_name].map((name) => (name ?? "").slice(0, 1)).join("");
}

export function fullName(user) {
  return [user.first_name, user.last_name].filter(Boolean).join(" ");
}
