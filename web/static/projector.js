"use strict";

// The page on the wall brings itself up to date in place; without this it stands still.
(() => {
  const EVERY_MS = 5000;
  const wall = document.getElementById("wall");
  const lost = document.getElementById("lost");
  const pause = document.getElementById("pause");
  let runs = true;

  async function fresh() {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.getElementById("wall");
  }

  async function update() {
    try {
      const now = await fresh();
      // What has not changed is not read aloud again.
      if (runs && now && now.innerHTML !== wall.innerHTML) wall.innerHTML = now.innerHTML;
      lost.hidden = true;
    } catch {
      lost.hidden = false;
    }
  }

  async function tick() {
    if (runs && !document.hidden) await update();
    setTimeout(tick, EVERY_MS);
  }

  pause.addEventListener("click", () => {
    runs = !runs;
    pause.textContent = runs ? pause.dataset.pause : pause.dataset.go;
    if (runs) update();
  });
  pause.hidden = false;
  setTimeout(tick, EVERY_MS);
})();
