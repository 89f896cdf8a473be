/* What the page does in the browser: it keeps the conversation and asks one question after another; what an answer
   looks like is drawn by the server. */
const talk = { id: null, turns: [], asking: null }; // outlives the element, which Gradio may draw anew
const REMEMBERED = 4; // earlier questions that are sent along
const AT_ONCE = 10; // turns that are drawn again by one request
const MOST_KEPT = 20; // conversations
const LONGEST = 1000; // characters of a question

function minutebook(element) {
  const find = (selector) => element.querySelector(selector);
  const [turns, form, box, stop, notice, earlier] =
    ["#turns", "#composer", "#question", "#stop", "#notice", "#earlier"].map(find);
  let kept = null; // who keeps conversations; not known yet
  const root = pageRoot();
  const status = made("div", { className: "visually-hidden", role: "status" });
  const preview = made("div", { id: "preview", role: "tooltip", hidden: true });
  document.body.append(status, preview);

  // --- asking: one question at a time, the others wait

  function ask(text, more = {}) {
    const bounds = Object.fromEntries(new FormData(form));
    const asked = { text, body: bounds.body, since: bounds.since, as_of: bounds.as_of, without: [] };
    const number = 1 + Math.max(0, ...talk.turns.map((turn) => turn.number));
    const turn = { number, asked, state: "waiting", ...more };
    talk.turns.push(turn);
    draw(turn, waitingTurn(turn));
    if (!talk.asking) section(turn).scrollIntoView({ block: "start" });
    keep();
    next();
  }

  function next() {
    const turn = !talk.asking && talk.turns.find((one) => one.state === "waiting");
    if (turn) answer(turn);
    form.classList.toggle("asking", Boolean(talk.asking));
    stop.hidden = !talk.asking;
    element.classList.toggle("begun", talk.turns.length > 0);
  }

  async function answer(turn) {
    const leave = (talk.asking = { turn, abort: new AbortController() });
    turn.state = "asking";
    if (turn.follows === undefined) turn.follows = before(turn)?.number ?? null;
    for (let lost = 0; turn.state === "asking"; lost++) {
      if (lost) {
        say(worded("lost", { n: lost }));
        await pause(Math.min(1000 * lost, 8000), leave.abort.signal);
      }
      try {
        for await (const shown of told("ask", request(turn), leave.abort.signal)) {
          if (lost) say("");
          if (turn.state !== "asking") break;
          if (shown.notice) Object.assign(turn, { state: "failed", said: shown.notice });
          else if (shown.record) Object.assign(turn, { state: "done", record: shown.record });
          draw(turn, shown.notice ? waitingTurn(turn) : shown.html);
        }
      } catch (error) {
        if (!(error instanceof TypeError) && error.name !== "AbortError") throw error;
      }
    }
    if (talk.asking === leave) talk.asking = null;
    if (!talk.turns.includes(turn)) return; // its conversation was left
    if (turn.state === "stopped") draw(turn, waitingTurn(turn));
    else announce(turn);
    keep();
    next();
  }

  function halt() {
    if (!talk.asking) return;
    talk.asking.turn.state = "stopped";
    talk.asking.abort.abort();
    box.focus();
  }

  const before = (turn) => talk.turns.slice(0, talk.turns.indexOf(turn)).findLast((one) => one.state === "done");
  const numbered = (number) => talk.turns.find((one) => one.number === Number(number));

  function request(turn) {
    const earlier = [];
    for (let one = numbered(turn.follows); one && earlier.length < REMEMBERED; one = numbered(one.follows)) {
      const cited = one.record.status === "abstained" ? [] : one.record.citations.map((citation) => citation.paragraph_id);
      earlier.unshift({ ...one.asked, cited });
    }
    return { question: turn.asked, earlier, number: turn.number };
  }

  async function* told(route, body, signal) {
    const reply = await fetch(root + route, {
      method: "POST", signal, body: JSON.stringify(body), headers: { "Content-Type": "application/json" },
    });
    if (reply.status >= 502) throw new TypeError(reply.status);
    if (!reply.headers.get("Content-Type")?.includes("json")) {
      yield { notice: worded("error_again", { status: reply.status }) };
      return;
    }
    let rest = "";
    if (!reply.ok) {
      yield { notice: refused(reply, await reply.json()) };
      return;
    }
    for await (const part of parts(reply.body)) {
      const lines = (rest + part).split("\n");
      rest = lines.pop();
      for (const line of lines) yield JSON.parse(line);
    }
    if (rest) yield JSON.parse(rest);
  }

  // --- what stands on the page

  const section = (turn) => element.querySelector(`#turn-${turn.number}`);

  function draw(turn, html) {
    const fresh = typeof html === "string" ? fragment(html) : html;
    const old = section(turn);
    if (old) old.replaceWith(fresh);
    else turns.append(fresh);
    linkFiles(section(turn));
    for (const proof of section(turn).querySelectorAll(".proof[tabindex]")) {
      const mark = proof.querySelector("mark");
      if (mark) proof.scrollTop = mark.offsetTop - proof.clientHeight / 3;
    }
  }

  function waitingTurn(turn) {
    const says = {
      waiting: worded("waiting"),
      asking: worded("looking"),
      stopped: worded("stopped"),
      failed: turn.said,
    }[turn.state];
    const heading = made("h2", { id: `question-${turn.number}`, textContent: turn.asked.text });
    const answer = made("div", { className: "answer", id: `answer-${turn.number}`, tabIndex: -1 });
    answer.append(made("p", { className: "pending", textContent: says }));
    const act = { waiting: worded("take_off"), stopped: worded("ask_again"), failed: worded("ask_again") }[turn.state];
    if (act) answer.append(made("button", { type: "button", className: "again", textContent: act }));
    const drawn = made("section", { className: "turn", id: `turn-${turn.number}` });
    drawn.setAttribute("aria-labelledby", heading.id);
    drawn.append(heading, answer);
    return drawn;
  }

  function announce(turn) {
    const answer = section(turn)?.querySelector(".answer");
    if (!answer) return;
    status.textContent = `${turn.asked.text} ${answer.innerText}`;
    const lost = document.activeElement === document.body; // what had the focus is gone
    if (lost || turn.focused) answer.focus({ preventScroll: true });
    const last = talk.turns.at(-1) === turn;
    const reach = Math.min(form.getBoundingClientRect().top, innerHeight); // what the composer hides isn't seen
    if (last && answer.getBoundingClientRect().bottom > reach) {
      section(turn).scrollIntoView({ block: "start" });
    }
  }

  function say(sentence) {
    notice.textContent = sentence;
    notice.hidden = !sentence;
  }

  // --- keeping: this tab's conversation in the browser, by its records

  function keep() {
    if (!kept || !talk.turns.length) return;
    talk.id ??= `${Date.now()}-${Math.random().toString(36).slice(2, 8)}`;
    sessionStorage.setItem("minutebook", talk.id);
    kept.put(talk.id, talk.turns.map(({ number, asked, state, record, said, follows, answer }) =>
      ({ number, asked, state: state === "asking" ? "waiting" : state, record, said, follows, answer })));
    list();
  }

  async function restore(id) {
    leaveConversation();
    const turnsKept = (await kept?.get(id)) ?? [];
    if (!turnsKept.length || talk.turns.length) return; // something was asked meanwhile
    talk.id = id;
    talk.turns = turnsKept;
    sessionStorage.setItem("minutebook", id);
    for (const turn of talk.turns) draw(turn, waitingTurn({ ...turn, state: turn.record ? "asking" : turn.state }));
    await redraw();
    next();
    list();
  }

  async function redraw() {
    const done = talk.turns.filter((turn) => turn.record);
    const holder = (talk.asking = { turn: {}, abort: new AbortController() });
    for (let first = 0; first < done.length && talk.asking === holder; ) {
      const some = done.slice(first, first + AT_ONCE).map(({ number, asked, record }) => ({ number, asked, record }));
      try {
        for await (const shown of told("drawn", { turns: some })) {
          if (talk.asking !== holder) return;
          if (shown.notice) say(shown.notice);
          else shown.html.forEach((html, place) => draw(done[first + place], html));
        }
        first += AT_ONCE;
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        await pause(2000);
      }
    }
    if (talk.asking === holder) talk.asking = null;
  }

  async function offer() { // examples, once the models are there
    for (;;) {
      const offered = await fetch(`${root}examples`).then((reply) => reply.json()).catch(() => ({}));
      find("#loading").hidden = offered.ready !== false;
      if (offered.holdings) held(offered);
      for (const name of offered.views ?? []) document.querySelector(`.views [href="#/${name}"]`).hidden = false;
      if (offered.ready) {
        find("#examples").hidden = !offered.examples.length;
        find("#examples div").replaceChildren(...offered.examples.map((example) => {
          const button = made("button", { type: "button", textContent: example });
          button.dataset.ask = example;
          return button;
        }));
        return;
      }
      await pause(1500);
    }
  }

  function held({ holdings, bodies }) { // minutes may have come since the page was made
    document.querySelector(".masthead .holdings").textContent = holdings;
    const choice = form.elements.body;
    const chosen = choice.value;
    choice.replaceChildren(choice.options[0], ...bodies.map((body) => made("option", { textContent: body })));
    choice.value = bodies.includes(chosen) ? chosen : "";
  }

  async function followed(id) { // a link to one answer begins a conversation
    history.replaceState(null, "", location.pathname);
    for await (const shown of told("linked", { id, number: 1 })) {
      if (shown.notice) return say(shown.notice);
      const turn = { number: 1, asked: shown.asked, record: shown.record, state: "done", follows: null };
      talk.turns.push(turn);
      draw(turn, shown.html);
    }
    keep();
    next();
  }

  function leaveConversation() {
    halt();
    Object.assign(talk, { id: null, turns: [], asking: null });
    sessionStorage.removeItem("minutebook");
    turns.replaceChildren();
    say("");
    next();
    list();
  }

  async function list() {
    const others = kept ? (await kept.all()).filter(({ id }) => id !== talk.id) : [];
    earlier.hidden = !others.length;
    earlier.querySelector("ul").replaceChildren(...others.map(({ id, title, when }) => {
      const item = made("li", {});
      const open = made("button", { type: "button", className: "open", textContent: title });
      open.dataset.id = id;
      const day = new Date(when).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "long" });
      const drop = made("button", { type: "button", className: "drop", textContent: "×" });
      drop.setAttribute("aria-label", worded(kept.served ? "delete_one" : "forget_one", { title }));
      drop.dataset.id = id;
      item.append(open, ` ${day} `, drop);
      return item;
    }));
  }

  // --- what a person does

  let recalled = null; // how far back among the questions asked, by ArrowUp
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!box.value.trim()) return say(worded("empty"));
    const length = box.value.trim().length;
    if (length > LONGEST) return say(worded("long", { n: length, most: LONGEST }));
    say("");
    ask(box.value.trim());
    box.value = "";
    recalled = null;
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    const asked = talk.turns.map((turn) => turn.asked.text);
    if (box.value && box.value !== asked[recalled]) return; // what is being written stays
    const place = (recalled ?? asked.length) + (event.key === "ArrowUp" ? -1 : 1);
    if (place < 0 || place > asked.length) return;
    event.preventDefault();
    recalled = place;
    box.value = asked[place] ?? "";
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (!preview.hidden) preview.hidden = true;
    else halt();
  });
  stop.addEventListener("click", halt);

  element.addEventListener("click", (event) => {
    const hit = (selector) => event.target.closest(selector);
    const turn = numbered(hit(".turn")?.id.slice(5));
    const link = hit("a:is([href^='#proof-'], [href^='#answer-'])");
    const filter = hit("button.filter");
    if (link) {
      event.preventDefault();
      reach(link.getAttribute("href").slice(1));
    } else if (filter) {
      if (filter.dataset.filter === "context") ask(turn.asked.text, { asked: turn.asked, follows: null, focused: true });
      else {
        const without = [...turn.asked.without, filter.dataset.filter];
        ask(turn.asked.text, { asked: { ...turn.asked, without }, follows: turn.follows, focused: true });
      }
    } else if (hit("button.again")) {
      if (turn.state === "waiting") {
        talk.turns.splice(talk.turns.indexOf(turn), 1);
        section(turn).remove();
        keep();
      } else {
        turn.state = "waiting";
        draw(turn, waitingTurn(turn));
      }
      next();
      box.focus();
    } else if (hit("button.copy")) copy(hit("button.copy"));
    else if (hit("[data-verdict]")) judge(hit("[data-verdict]"));
    else if (hit("#afresh")) {
      if (kept || !talk.turns.length || confirm(worded("not_kept"))) leaveConversation();
      box.focus();
    } else if (hit("#forget")) {
      if (confirm(worded(kept.served ? "delete_all" : "forget"))) Promise.resolve(kept.clear(talk.id)).then(list);
    } else if (hit("button.drop")) Promise.resolve(kept.drop(hit("button.drop").dataset.id)).then(list);
    else if (hit("button.open")) restore(hit("button.open").dataset.id);
  });
  document.addEventListener("click", (event) => {
    const language = event.target.closest(".languages a");
    if (language && !kept && talk.turns.length && !confirm(worded("not_kept"))) event.preventDefault();
    else if (language) language.hash = location.hash; // the same view
    const leave = event.target.closest("#leave");
    if (leave) signOut(leave.dataset.door);
    const about = event.target.closest("[data-ask]");
    if (!about) return;
    if (location.hash.startsWith("#/")) location.hash = "#/";
    ask(about.dataset.ask);
    box.focus();
  });

  function reach(id) {
    const target = document.getElementById(id);
    target.closest("details")?.setAttribute("open", "");
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "nearest" });
  }

  function copy(button) {
    const label = button.dataset.label ?? button.textContent;
    button.dataset.label = label;
    const said = (text) => {
      button.textContent = status.textContent = text;
      setTimeout(() => (button.textContent = label), 2500);
    };
    const link = button.dataset.link && `${location.origin}${location.pathname}?answer=${button.dataset.link}`;
    navigator.clipboard.writeText(link || button.dataset.copy).then(
      () => said(worded("copied")),
      () => said(worded("not_copied")),
    );
  }

  async function judge(button) {
    const group = button.closest(".judging");
    const { answer } = group.dataset;
    const { verdict } = button.dataset;
    const tell = async (note) => {
      try {
        for await (const reply of told("judged", { answer, verdict, note })) if (reply.notice) return reply.notice;
        return worded("thanks");
      } catch {
        return worded("not_judged");
      }
    };
    for (const one of group.querySelectorAll("[data-verdict]")) one.setAttribute("aria-pressed", one === button);
    group.querySelector("form")?.remove();
    const form = made("form", {});
    const label = made("label", { textContent: `${worded("note")} ` });
    const note = made("input", { type: "text", maxLength: 4000 });
    const thanks = made("p", { role: "status" });
    label.append(note);
    form.append(label, made("button", { type: "submit", textContent: worded("send") }), thanks);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      thanks.textContent = await tell(note.value);
    });
    group.append(form);
    thanks.textContent = await tell("");
  }

  const showing = (event) => {
    const cite = event.target.closest?.("a.cite");
    if (!cite) return (preview.hidden = !event.target.closest?.("#preview"));
    const card = document.getElementById(cite.getAttribute("href").slice(1));
    const marked = [...(card?.querySelectorAll("mark") ?? [])].map((mark) => mark.textContent).join(" … ");
    if (!marked) return;
    preview.replaceChildren(made("q", { textContent: marked, lang: card.querySelector(".proof").lang }), made("span", { textContent: card.querySelector("h4").innerText }));
    preview.hidden = false;
    cite.setAttribute("aria-describedby", "preview");
    const at = cite.getBoundingClientRect();
    preview.style.left = `${Math.max(8, Math.min(at.left, innerWidth - preview.offsetWidth - 8)) + scrollX}px`;
    const above = at.bottom + preview.offsetHeight + 8 > innerHeight && at.top > preview.offsetHeight + 8;
    preview.style.top = `${(above ? at.top - preview.offsetHeight - 4 : at.bottom + 4) + scrollY}px`;
  };
  document.addEventListener("mouseover", showing);
  find("#carry").addEventListener("toggle", () => {
    const ids = talk.turns.filter((turn) => turn.record?.answer_id).map((turn) => ["answer", turn.record.answer_id]);
    for (const link of find("#carry").querySelectorAll("a")) link.href = `${root}${link.dataset.as}?${new URLSearchParams(ids)}`;
  });
  window.addEventListener("beforeprint", () => {
    const day = new Date().toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
    find("#printed").textContent = worded("printed", { day });
  });
  document.addEventListener("focusin", showing);

  // --- the beginning

  async function begin() {
    if (talk.turns.length) { // the element is new, the conversation is not
      for (const turn of talk.turns) draw(turn, waitingTurn(turn));
      redraw().then(next);
    }
    if (form.dataset.keep) kept = (await servedConversations(root)) ?? keptConversations();
    if (kept?.served) {
      earlier.querySelector("summary").textContent = worded("yours");
      find("#forget").textContent = worded("delete_them");
    }
    if (talk.turns.length) return keep(); // also what was asked meanwhile
    const link = new URLSearchParams(location.search).get("answer");
    if (link) followed(link);
    else restore(sessionStorage.getItem("minutebook"));
  }
  begin();
  offer();
  document.addEventListener("minutes", offer); // some were added or taken out
  if (location.hash.length < 3) box.focus({ preventScroll: true });
}

async function signOut(door) {
  const reply = await fetch(door, { method: "POST" }).catch(() => null);
  if (!reply?.ok) return alert(worded("away"));
  sessionStorage.removeItem("minutebook");
  location.assign(reply.url);
}

function keptConversations() {
  const PREFIX = "minutebook:";
  const read = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null; // not ours, or torn
    }
  };
  const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  const all = () => keys().map((key) => ({ id: key.slice(PREFIX.length), ...read(key) }))
    .filter((one) => one.turns?.length).sort((one, other) => other.when - one.when)
    .map((one) => ({ ...one, title: one.turns[0].asked.text }));
  return {
    all,
    get: (id) => read(PREFIX + id)?.turns,
    put(id, turns) {
      for (const { id: old } of all().slice(MOST_KEPT)) localStorage.removeItem(PREFIX + old);
      for (;;) {
        try {
          return localStorage.setItem(PREFIX + id, JSON.stringify({ when: Date.now(), turns }));
        } catch {
          const oldest = all().findLast((one) => one.id !== id); // there is no room: the oldest goes
          if (!oldest) return;
          localStorage.removeItem(PREFIX + oldest.id);
        }
      }
    },
    drop: (id) => localStorage.removeItem(PREFIX + id),
    clear(but) {
      for (const key of keys()) if (key !== PREFIX + but) localStorage.removeItem(key);
    },
  };
}

/* The same in the service, for whoever is signed in; null where nobody is. Answers are kept there by their ids. */
async function servedConversations(root) {
  const place = `${root}conversations`;
  const send = async (path, method, body) => {
    const reply = await fetch(place + path, { method, body: body && JSON.stringify(body) }).catch(() => null);
    return reply?.ok ? reply.json() : {};
  };
  let first = {};
  for (let tries = 0; tries < 30 && !first.ok; tries++) { // it has just sent the page
    if (tries) await pause(1000);
    first = await fetch(place).catch(() => ({}));
  }
  const { conversations } = first.ok ? await first.json() : {};
  if (!conversations) return null;
  let last = Promise.resolve(); // one after another: what is sent last is to stay
  const after = (act) => (last = last.then(act));
  const drop = (id) => after(() => send(`/${encodeURIComponent(id)}`, "DELETE"));
  const all = () => after(async () => (await send("", "GET")).conversations ?? []);
  return {
    served: true,
    all,
    get: (id) => id && after(async () => (await send(`/${encodeURIComponent(id)}`, "GET")).turns),
    put: (id, turns) => after(() => send(`/${encodeURIComponent(id)}`, "PUT", {
      turns: turns.map(({ record, ...turn }) => ({ ...turn, answer: record?.answer_id ?? turn.answer })),
    })),
    drop,
    clear: async (but) => Promise.all((await all()).filter(({ id }) => id !== but).map(({ id }) => drop(id))),
  };
}

function made(tag, { role, ...properties }) {
  const element = Object.assign(document.createElement(tag), properties);
  if (role) element.setAttribute("role", role);
  return element;
}

const fragment = (html) => Object.assign(document.createElement("template"), { innerHTML: html }).content;

const pause = (ms, signal) => new Promise((done) => {
  setTimeout(done, ms);
  signal?.addEventListener("abort", done);
});

async function* parts(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
}
