// A bot on grammY: answers one person's start and tap, then tells what it has seen.

import { Bot, InlineKeyboard, InputFile } from "grammy";

const [apiRoot, token, chat] = process.argv.slice(2);
const bot = new Bot(token, { client: { apiRoot } });
const seen = {};

bot.command("start", async (ctx) => {
  seen.payload = ctx.match;
  const reply_markup = new InlineKeyboard().text("Ano", "yes");
  await ctx.reply("<b>Přijdete?</b>", { parse_mode: "HTML", reply_markup });
});

bot.on("callback_query:data", async (ctx) => {
  seen.data = ctx.callbackQuery.data;
  await ctx.answerCallbackQuery({ text: "Děkujeme" });
  await ctx.editMessageText("Hotovo");
  await bot.stop();
});

async function more() {
  seen.refusal = await bot.api.sendMessage(chat, "").catch((error) => error.description);
  const document = () => ({ type: "document", media: new InputFile(Buffer.from("a;b"), "data.csv") });
  const album = await bot.api.sendMediaGroup(chat, [document(), document()]);
  seen.album = album.length;
  const poll = await bot.api.sendPoll(chat, "Kdy?", [{ text: "Ráno" }, { text: "Večer" }]);
  seen.poll = poll.poll.question;
  const file = await bot.api.getFile(album[0].document.file_id);
  const fetched = await fetch(`${apiRoot}/file/bot${token}/${file.file_path}`);
  seen.file = await fetched.text();
}

await bot.start({ onStart: () => console.log("listening") });
await more();
console.log(JSON.stringify(seen));
