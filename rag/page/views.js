/* The views in which minutes are looked through, each with an address of its own, and pages of documents as images. */

const pageRoot = () => `${(window.gradio_config?.root ?? "").replace(/\/$/, "")}/page/`;

const WORDS = {}; // what this script says, by its key, in the language of the page
const worded = (key, named = {}) => WORDS[key].replace(/\{(\w+)\}/g, (_, name) => named[name].toLocaleString("en-GB"));

/* What is said in the place of what was asked for: the page says a notice, a door a problem. */
const refused = (reply, said) =>
  reply.status === 401 ? worded("signed_out") : said.notice ?? said.detail ?? worded("error", { status: reply.status });

function looking(element) {
  const view = element.querySelector("#view");

  async function show() {
    const [name, query] = location.hash.startsWith("#/") ? location.hash.slice(2).split("?") : [""];
    document.getElementById("ask").hidden = Boolean(name);
    view.hidden = !name;
    for (const link of document.querySelectorAll(".views a")) {
      if (link.hash.slice(2) === (name === "minutes" ? "meetings" : name === "person" ? "people" : name)) {
        link.setAttribute("aria-current", "page");
      } else link.removeAttribute("aria-current");
    }
    if (!name) return;
    const asked = new URLSearchParams(query);
    const at = asked.get("at");
    const address = `view/${name}?${asked}`;
    if (view.dataset.shown !== address) {
      view.setAttribute("aria-busy", "true");
      const hash = location.hash;
      const html = await drawn(address);
      if (location.hash !== hash) return;
      view.removeAttribute("aria-busy");
      view.replaceChildren(fragment(html));
      linkFiles(view);
      adding(view);
      view.dataset.shown = address;
    }
    const target = (at && document.getElementById(`p-${at}`)) || view.querySelector("h2");
    if (!target) return;
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
    if (at) target.scrollIntoView({ block: "center" });
    else scrollTo(0, 0);
  }

  async function drawn(address) {
    let notice = worded("away");
    try {
      const reply = await fetch(pageRoot() + address);
      const said = await reply.json();
      if (said.html) return said.html;
      notice = refused(reply, said);
    } catch { /* the server is away */ }
    const sentence = made("p", { className: "notice", textContent: notice, role: "alert" });
    return `<h2>${worded("not_found")}</h2>${sentence.outerHTML}`;
  }

  view.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = [...new FormData(event.target)].filter(([, value]) => value);
    location.hash = `#/${event.target.dataset.view}?${new URLSearchParams(given)}`;
  });
  window.addEventListener("hashchange", show);
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("details.leaf") && event.target.open) leaf(event.target);
  }, true);
  show();
}

function linkFiles(scope) {
  for (const link of scope.querySelectorAll("[data-file]")) link.href = pageRoot() + link.dataset.file;
}

function leaf(details) {
  if (details.querySelector("img")) return;
  const { document: name, mark } = details.dataset;
  let page = Number(details.dataset.page);
  let zoom = 100;
  const image = made("img", { alt: "" });
  const frame = made("div", { className: "frame", tabIndex: 0, role: "group" });
  frame.setAttribute("aria-label", worded("leaf"));
  const said = made("p", { role: "status", className: "aside" });
  const tools = made("p", { className: "ways" });
  const tool = (label, act) => {
    const button = made("button", { type: "button", textContent: label });
    button.addEventListener("click", () => act());
    tools.append(button);
    return button;
  };
  const back = tool(worded("previous"), () => turn(page - 1, zoom));
  const on = tool(worded("next"), () => turn(page + 1, zoom));
  const larger = tool(worded("larger"), () => turn(page, Math.min(300, zoom + 50)));
  const smaller = tool(worded("smaller"), () => turn(page, Math.max(50, zoom - 50)));
  frame.append(image);
  details.append(tools, said, frame);

  async function turn(toPage, toZoom) {
    const asked = new URLSearchParams({ document: name, page: toPage, zoom: toZoom, mark });
    const address = `${pageRoot()}image?${asked}`;
    try {
      const reply = await fetch(address);
      if (!reply.headers.get("Content-Type").startsWith("image/")) {
        said.textContent = refused(reply, await reply.json());
        frame.hidden = !image.src;
        tools.hidden = !image.src;
        return;
      }
      [page, zoom] = [toPage, toZoom];
      const pages = Number(reply.headers.get("X-Pages"));
      image.onload = () => { // its points are half a pixel at plain size: the mark is brought into sight
        const top = page === Number(details.dataset.page) ? Number(details.dataset.top) : 0;
        frame.scrollTop = top * ((2 * zoom) / 100 / image.naturalHeight) * image.clientHeight - 60;
      };
      image.src = address;
      image.style.width = `${zoom}%`;
      image.alt = decodeURIComponent(reply.headers.get("X-Alt"));
      said.textContent = worded(zoom === 100 ? "page" : "page_zoomed", { n: page, pages, zoom });
      [back.disabled, on.disabled] = [page === 1, page === pages];
      [larger.disabled, smaller.disabled] = [zoom === 300, zoom === 50];
    } catch {
      said.textContent = worded("away");
    }
  }
  turn(page, zoom);
}
