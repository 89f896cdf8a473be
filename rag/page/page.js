/* What the page does in the browser: jump from a citation to its card, copy a reference, take a filter off, show and announce a new answer. */
document.documentElement.lang = "en-GB";

function minutebook(element, watch, trigger) {
  let widened = false; // a filter was taken off: who did it by keyboard goes on at the new answer
  const status = document.createElement("div");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  document.body.append(status);

  element.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link) {
      event.preventDefault();
      const target = document.getElementById(link.getAttribute("href").slice(1));
      target.focus({ preventScroll: true });
      target.scrollIntoView({ block: "nearest" });
    }
    const filter = event.target.closest("button.filter");
    if (filter) {
      widened = true;
      trigger("click", { turn: Number(filter.dataset.turn), filter: filter.dataset.filter });
    }
    const button = event.target.closest("button.copy");
    if (button) {
      const said = (text) => {
        button.textContent = text;
        status.textContent = text;
        setTimeout(() => (button.textContent = "Copy reference"), 2500);
      };
      navigator.clipboard.writeText(button.dataset.reference).then(
        () => said("Copied"),
        () => said("The browser refused to copy"),
      );
    }
  });

  watch("value", () => {
    const turn = element.querySelector(".turn:last-of-type");
    if (!turn) return;
    status.textContent = turn.querySelector(".answer").textContent;
    for (const proof of turn.querySelectorAll(".proof[tabindex]")) {
      const mark = proof.querySelector("mark");
      if (mark) proof.scrollTop = mark.offsetTop - proof.clientHeight / 3;
    }
    turn.scrollIntoView({ block: "start" });
    const lost = document.activeElement === document.body; // the example that had the focus is gone
    if (lost || widened) turn.querySelector(".answer").focus({ preventScroll: true });
    if (!turn.querySelector(".pending")) widened = false;
  });
}
