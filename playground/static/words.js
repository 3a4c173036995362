// What the page says, in Czech and English; the server chooses by the lang of the document.

const CS = {
  title: "Hřiště",
  subtitle: "Zkuste si rozhovor s botem. Není to Telegram a nic odtud neodchází ven.",
  skip: "Přejít k psaní zprávy",
  switches: "Zobrazení",
  people: "Lidé",
  callsShort: "Volání API",
  whoAreYou: "Za koho píšete",
  isNew: "nové",
  addPerson: "Přidat osobu",
  firstName: "Jméno",
  lastName: "Příjmení (nepovinné)",
  language: "Jazyk telefonu",
  add: "Přidat",
  more: "Možnosti",
  deepLink: "Otevřít odkaz s parametrem start",
  open: "Otevřít",
  linkWrong: "Parametr má 1 až 64 znaků: písmena bez háčků, číslice, pomlčka a podtržítko.",
  block: "Zablokovat bota",
  unblock: "Odblokovat bota",
  blocked: "zablokovaný",
  bot: "bot",
  typing: "píše…",
  busy: "pracuje…",
  conversation: "Rozhovor",
  messages: "Zprávy",
  empty: "Zatím tu nic není. Začněte tlačítkem Spustit.",
  keyboard: "Klávesnice od bota",
  start: "Spustit",
  restart: "Odblokovat a spustit znovu",
  menu: "Příkazy bota",
  photo: "Přiložit fotku",
  file: "Přiložit soubor",
  write: "Zpráva",
  send: "Odeslat",
  cancel: "Zrušit",
  edit: "Upravit zprávu",
  editing: "Upravujete zprávu",
  edited: "upraveno",
  you: "Vy",
  picture: "Obrázek",
  voice: "Hlasová zpráva",
  download: "Stáhnout soubor {name}",
  spoiler: "Skrytý text, odkryjte klepnutím",
  opensElsewhere: "(otevře se v nové záložce)",
  copied: "Zkopírováno",
  notAnswered: "Bot na klepnutí neodpověděl.",
  notHere: "Tohle tlačítko na hřišti nefunguje.",
  failed: "Nepovedlo se: {why}",
  lost: "Spojení se přerušilo, zkouším znovu…",
  calls: "Volání Bot API",
  callsHint: "Co si bot a server právě říkají. Nejnovější je nahoře.",
  withPolls: "Ukázat i getUpdates",
  noCalls: "Zatím žádné volání.",
  ms: "{ms} ms",
};

const EN = {
  title: "Playground",
  subtitle: "Try a conversation with the bot. This is not Telegram, and nothing leaves this place.",
  skip: "Skip to writing a message",
  switches: "View",
  people: "People",
  callsShort: "API calls",
  whoAreYou: "Who you write as",
  isNew: "new",
  addPerson: "Add a person",
  firstName: "First name",
  lastName: "Last name (optional)",
  language: "Language of the phone",
  add: "Add",
  more: "Options",
  deepLink: "Open a link with a start parameter",
  open: "Open",
  linkWrong: "The parameter has 1 to 64 characters: letters without accents, digits, - and _.",
  block: "Block the bot",
  unblock: "Unblock the bot",
  blocked: "blocked",
  bot: "bot",
  typing: "is typing…",
  busy: "is working…",
  conversation: "Conversation",
  messages: "Messages",
  empty: "Nothing here yet. Begin with the button Start.",
  keyboard: "Keyboard from the bot",
  start: "Start",
  restart: "Unblock and start again",
  menu: "Commands of the bot",
  photo: "Attach a photo",
  file: "Attach a file",
  write: "Message",
  send: "Send",
  cancel: "Cancel",
  edit: "Edit the message",
  editing: "You are editing a message",
  edited: "edited",
  you: "You",
  picture: "Picture",
  voice: "Voice message",
  download: "Download the file {name}",
  spoiler: "Hidden text, tap to reveal",
  opensElsewhere: "(opens in a new tab)",
  copied: "Copied",
  notAnswered: "The bot did not answer the tap.",
  notHere: "This button does not work in the playground.",
  failed: "That did not work: {why}",
  lost: "The connection broke, trying again…",
  calls: "Bot API calls",
  callsHint: "What the bot and the server say to each other. The newest is on top.",
  withPolls: "Show getUpdates too",
  noCalls: "No call yet.",
  ms: "{ms} ms",
};

export const LANGUAGE = document.documentElement.lang;
const WORDS = LANGUAGE === "en" ? EN : CS;

export function words(key, values = {}) {
  return WORDS[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// Fills the page: texts by data-words, accessible names by data-label.
export function fillWords() {
  document.title = `${words("title")} · Náves`;
  for (const element of document.querySelectorAll("[data-words]")) {
    element.textContent = words(element.dataset.words);
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", words(element.dataset.label));
    if (element.tagName === "BUTTON") element.title = words(element.dataset.label);
  }
}
