// The chat page without reloads: sends by fetch, listens by EventSource, works on when the line drops.
"use strict";
(() => {
  const body = document.body;
  const find = (selector) => document.querySelector(selector);
  const list = find("[data-list]");
  const scroller = find("[data-lines]");
  const composer = find("#composer");
  const field = composer.elements.text;
  const file = composer.elements.file;
  const state = find("[data-state]");
  const quiet = state.textContent;
  const offline = find("[data-offline]");
  const unread = find("[data-unread]");
  const title = document.title;
  const seat = body.dataset.seat;
  const words = find("template[data-words]").content;
  const word = (name) => words.querySelector(`[data-word=${name}]`).textContent;
  const copy = (name) => find(`template[data-${name}]`).content.firstElementChild.cloneNode(true);
  const touch = matchMedia("(pointer: coarse)").matches;
  const readKey = `wenban:read:${seat}`;
  let last = Number(body.dataset.last);
  let waiting = 0;
  let unseen = 0;
  let events = null;
  let poll = 0;

  // ---- reading -------------------------------------------------------------------------------------------------
  const nearEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 120;
  const toEnd = () => { scroller.scrollTop = scroller.scrollHeight; };
  /** Show the end, or the first of the new lines where they are taller than the screen. */
  const toNew = (line) => {
    toEnd();
    if (!line) return;
    const above = line.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    if (above < 0) scroller.scrollTop += above - 8;
  };
  const remember = () => { try { localStorage.setItem(readKey, String(last)); } catch { /* private mode */ } };

  function seen() {
    unseen = 0;
    unread.hidden = true;
    document.title = title;
    remember();
  }

  function count(more) {
    if (!more) return;
    unseen += more;
    if (document.hidden) document.title = word("title").replace("{n}", unseen);
    unread.querySelector("[data-count]").textContent = unseen;
    unread.hidden = nearEnd();
  }

  /** Put one line of the server's markup in its place; false when it is there already. */
  function add({ id, markup, anew }) {
    const there = document.getElementById(`m${id}`);
    if (!anew && (there || id <= last)) return false;
    const holder = document.createElement("template");
    holder.innerHTML = markup;
    if (there) {
      there.replaceWith(holder.content.querySelector(".line"));
      return false;
    }
    const mine = holder.content.querySelector(".line.mine");
    if (mine) list.querySelector(".pending:not(.failed)")?.remove();
    const first = list.querySelector(".pending, .typing");
    list.insertBefore(holder.content, first);
    last = Math.max(last, id);
    return !mine;
  }

  function addAll(lines) {
    const atEnd = nearEnd();
    let fresh = 0;
    let first = null;
    for (const one of lines) {
      if (!add(one)) continue;
      fresh += 1;
      first ??= document.getElementById(`m${one.id}`);
    }
    if (atEnd) toNew(first);
    if (atEnd && !document.hidden) seen(); else count(fresh);
  }

  // ---- listening -----------------------------------------------------------------------------------------------
  const query = () => new URLSearchParams({ after: String(last), ...(seat ? { as: seat } : {}) });

  function listen() {
    if (events || document.hidden || !last) return;
    events = new EventSource(`/chat/events?${query()}`);
    events.onopen = () => { offline.hidden = true; };
    events.onmessage = (event) => addAll([{ id: Number(event.lastEventId), markup: event.data }]);
    events.onerror = () => {
      offline.hidden = false;
      if (events.readyState === EventSource.CLOSED) {
        events = null;
        setTimeout(listen, 4000);
      }
    };
  }

  /** A page in the background asks now and then: browsers allow few open streams to one place. */
  async function ask() {
    try {
      const answer = await fetch(`/chat/lines?${query()}`, { headers: { accept: "application/json" } });
      if (answer.ok) addAll((await answer.json()).lines);
    } catch { /* the next one may get through */ }
  }

  document.addEventListener("visibilitychange", () => {
    clearInterval(poll);
    if (document.hidden) {
      events?.close();
      events = null;
      poll = setInterval(ask, 15000);
    } else {
      if (nearEnd()) seen();
      ask().then(listen);
    }
  });

  // ---- saying --------------------------------------------------------------------------------------------------
  function typing(change) {
    waiting += change;
    list.querySelector(".typing")?.remove();
    if (waiting > 0) list.append(copy("typing"));
    state.textContent = waiting > 0 ? state.dataset.typing : quiet;
    if (change > 0) toEnd();
  }

  /** Say it; after a tap the card is drawn again, for what its button has become. */
  async function send(text, files, card) {
    const pending = copy("pending");
    pending.querySelector(".body").textContent = [text, ...files.map((one) => one.name)].filter(Boolean).join("\n");
    list.append(pending);
    const nonce = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    const deliver = async () => {
      pending.classList.remove("failed");
      pending.querySelector(".again").hidden = true;
      const form = new FormData();
      form.set("token", composer.elements.token.value);
      form.set("message_id", nonce);
      form.set("text", text);
      form.set("after", String(last));
      if (seat) form.set("as", seat);
      if (card) form.set("card", card);
      for (const one of files) form.append("file", one);
      typing(+1);
      try {
        const answer = await fetch("/chat", { method: "POST", body: form, headers: { accept: "application/json" } });
        const said = await answer.json();
        if (!answer.ok) throw new Error(said.problem);
        pending.remove();
        offline.hidden = true;
        addAll(said.lines);
        listen();
      } catch (error) {
        pending.classList.add("failed");
        const again = pending.querySelector(".again");
        if (error instanceof Error && error.name === "Error" && error.message) again.textContent = error.message;
        again.hidden = false;
      } finally {
        typing(-1);
      }
    };
    pending.querySelector(".again").addEventListener("click", deliver);
    await deliver();
  }

  function grow() {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 132)}px`;
    composer.classList.toggle("ready", field.value.trim() !== "" || file.files.length > 0);
  }

  composer.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    const files = [...file.files];
    if (!text && !files.length) return;
    field.value = "";
    file.value = "";
    grow();
    if (!touch) field.focus();
    send(text, files);
  });
  field.addEventListener("input", grow);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || touch) return;
    event.preventDefault();
    composer.requestSubmit();
  });
  file.addEventListener("change", () => {
    if ([...file.files].some((one) => one.size > Number(body.dataset.max))) {
      alert(word("large"));
      file.value = "";
      return;
    }
    grow();
    if (file.files.length) composer.requestSubmit();
  });
  list.addEventListener("click", (event) => {
    const tap = event.target.closest("button.tap");
    if (!tap) return;
    event.preventDefault();
    tap.classList.add("done");
    send(tap.value, [], tap.closest(".line").dataset.id);
  });

  // ---- the page itself -----------------------------------------------------------------------------------------
  unread.addEventListener("click", () => { toEnd(); seen(); });
  scroller.addEventListener("scroll", () => { if (unseen && nearEnd()) seen(); }, { passive: true });
  for (const seats of document.querySelectorAll("[data-seats]")) {
    seats.addEventListener("change", () => { if (seats.value) seats.form.submit(); });
  }
  // Safari shrinks only the visual viewport for its keyboard
  window.visualViewport?.addEventListener("resize", () => {
    const atEnd = nearEnd();
    body.style.height = `${window.visualViewport.height}px`;
    if (atEnd) toEnd();
  });
  let read = 0;
  try { read = Number(localStorage.getItem(readKey)); } catch { /* private mode */ }
  const firstNew = [...list.querySelectorAll(".line.theirs[data-id]")].find((line) => Number(line.dataset.id) > read);
  if (read && firstNew) list.insertBefore(copy("new"), firstNew);
  toEnd();
  remember();
  grow();
  listen();
})();
