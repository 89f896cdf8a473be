/* Puts the page into the column that Gradio draws for it, also where Gradio draws it anew. */

new MutationObserver(() => {
  const column = document.querySelector(".page");
  if (!column || column.childElementCount) return;
  column.append(fragment(document.getElementById("frame").textContent));
  minutebook(column.querySelector("#conversation"));
  looking(column);
}).observe(document, { childList: true, subtree: true });
