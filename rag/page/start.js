/* Puts the page into the column that Gradio draws for it, also where Gradio draws it anew, in the language that the
   server chose for whoever asks. */

async function framed() {
  for (;;) {
    const told = await fetch(`${pageRoot()}frame`).then((reply) => (reply.ok ? reply.json() : null)).catch(() => null);
    if (told) return told;
    await pause(1000);
  }
}
let frame = null;

new MutationObserver(async () => {
  const column = document.querySelector(".page");
  if (!column || column.childElementCount) return;
  const { lang, words, html } = await (frame ??= framed());
  if (column.childElementCount) return; // meanwhile
  document.documentElement.lang = lang;
  Object.assign(WORDS, words);
  column.append(fragment(html));
  minutebook(column.querySelector("#conversation"));
  looking(column);
}).observe(document, { childList: true, subtree: true });
