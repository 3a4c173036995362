// Films, sounds and stickers.

import { element } from "./dom.js";
import { words } from "./words.js";

const address = (file) => `/playground/files/${file.file_id}`;

// What plays the file of the message; an empty array where there is nothing to play.
export function player(message) {
  if (message.animation) return [moving(message.animation)];
  if (message.video) return [film(message.video, "film", words("video"))];
  if (message.video_note) return [film(message.video_note, "film round", words("videoNote"))];
  if (message.sticker) return [sticker(message.sticker)];
  if (message.voice) return [sound(message.voice, words("voice"))];
  if (message.audio) return song(message.audio);
  return [];
}

function film(file, kind, name) {
  const side = file.length ?? null;
  const size = { width: side ?? (file.width || null), height: side ?? (file.height || null) };
  return element("video", { class: kind, controls: true, preload: "metadata", src: address(file), "aria-label": name, ...size });
}

// A moving picture may be a film without sound or an old GIF, which moves as long as it is open.
function moving(file) {
  const name = words("animation");
  if (file.mime_type !== "image/gif") return film(file, "film", name);
  const picture = element("img", { src: address(file), alt: "", loading: "lazy" });
  return element("details", { class: "moving" }, element("summary", {}, `${name}: ${file.file_name}`), picture);
}

function sticker(file) {
  const name = [words("sticker"), file.emoji].filter(Boolean).join(" ");
  if (file.is_video) return film(file, "sticker", name);
  if (file.is_animated) return element("span", { class: "sticker", role: "img", "aria-label": name }, file.emoji ?? "★");
  return element("img", { class: "sticker", src: address(file), alt: name, loading: "lazy" });
}

function sound(file, name) {
  return element("audio", { controls: true, preload: "metadata", src: address(file), "aria-label": name });
}

function song(file) {
  const name = [file.performer, file.title].filter(Boolean).join(" – ") || file.file_name || words("audio");
  return [element("strong", {}, name), sound(file, name)];
}
