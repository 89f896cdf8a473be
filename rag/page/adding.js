/* Adding minutes: files go to the server one by one, then it takes them in; also a reload finds out how far it is. */

function adding(view) {
  const form = view.querySelector("#adding");
  if (form) {
    const drop = form.querySelector(".drop");
    for (const input of form.querySelectorAll("input")) {
      input.addEventListener("change", () => sendFiles([...input.files]).finally(() => (input.value = "")));
    }
    drop.addEventListener("dragover", (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
    drop.addEventListener("dragleave", () => drop.classList.remove("over"));
    drop.addEventListener("drop", async (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
      sendFiles((await Promise.all(entries.map(filesOf))).flat());
    });
    stands(); // what is under way
  }
  for (const button of view.querySelectorAll("[data-take-out]")) {
    button.addEventListener("click", async () => {
      const documents = JSON.parse(button.dataset.takeOut);
      const [document] = documents;
      const asked = worded(documents.length === 1 ? "take_one_out" : "take_out", { document, n: documents.length });
      if (!confirm(asked)) return;
      button.disabled = true;
      const notice = await post("take-out", { documents });
      if (notice) await outcome(notice);
      else await stands();
    });
  }
}

const inView = (selector) => document.querySelector(`#view ${selector}`);

async function sendFiles(files) {
  if (!files.length) return;
  const batch = [...crypto.getRandomValues(new Uint8Array(16))].map((one) => (one % 36).toString(36)).join("");
  const refused = [];
  let came = 0;
  for (const [number, file] of files.entries()) {
    progress(worded("sending", { file: file.name }), number, files.length);
    const asked = new URLSearchParams({ batch, name: file.name });
    const notice = await post(`add?${asked}`, file);
    if (notice) refused.push(notice);
    else came++;
  }
  say(refused.join(" "));
  const notice = came ? await post("take-in", { batch }) : null;
  if (notice) say(notice);
  if (came && !notice) await stands();
  else progress();
}

async function stands() {
  for (;;) {
    const now = await fetch(`${pageRoot()}standing`).then((reply) => reply.json()).catch(() => ({ step: worded("server_awaited") }));
    if (now.html !== undefined || now.notice) {
      progress();
      return outcome(now.notice, now.html);
    }
    progress(now.step, now.done, now.total);
    await pause(500);
    if (!inView(":is(#adding, [data-take-out])")) return; // another view is looked at
  }
}

async function outcome(notice, html) {
  if (html) document.dispatchEvent(new Event("minutes"));
  if (location.hash.startsWith("#/status")) {
    if (notice) return alert(notice);
    document.getElementById("view").dataset.shown = "";
    return window.dispatchEvent(new HashChangeEvent("hashchange"));
  }
  say(notice ?? inView(".notice").textContent);
  if (html === undefined) return;
  const added = inView("#added");
  added.replaceChildren(fragment(html));
  adding(added);
}

function say(sentence) {
  const notice = inView("#adding .notice");
  if (!notice) return;
  notice.textContent = sentence ?? "";
  notice.hidden = !sentence;
}

function progress(step, done, total) {
  const shown = inView(".progress");
  if (!shown) return;
  shown.hidden = !step;
  if (!step) return;
  const bar = shown.querySelector("progress");
  if (total) Object.assign(bar, { max: total, value: done });
  else bar.removeAttribute("value");
  shown.querySelector("span").textContent = total ? worded("progress", { step, done, total }) : step;
}

async function post(route, body) {
  try {
    const reply = await fetch(pageRoot() + route, { method: "POST", body: body instanceof Blob ? body : JSON.stringify(body) });
    if (reply.ok) return null;
    return refused(reply, await reply.json());
  } catch {
    return worded("not_sent");
  }
}

async function filesOf(entry) {
  if (entry.isFile) return new Promise((done) => entry.file((file) => done([file]), () => done([])));
  const reader = entry.createReader();
  const found = [];
  for (;;) { // a browser lists a hundred at a time
    const some = await new Promise((done) => reader.readEntries(done, () => done([])));
    if (!some.length) return found;
    found.push(...(await Promise.all(some.map(filesOf))).flat());
  }
}
