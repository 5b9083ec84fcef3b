"use strict";
// What reading does not need: find, the same name lit in all columns, the card beside a
// name, and keys. Texts are moved as nodes, never as markup.
(() => {
const d = document;
const $ = (selector) => d.querySelector(selector);
const all = (selector, root = d) => [...root.querySelectorAll(selector)];
const pop = $("#pop"), q = $("#q"), hits = $("#hits"), body = $("main");
const shown = (row) => row.getClientRects().length > 0;
const WIDE = 896;
d.documentElement.classList.add("js");

// The same name everywhere, on hover or focus; as long as its card is read, too.
let lit = "";
const same = (href, on) => {
  if (href) for (const a of all("a.n")) if (a.getAttribute("href") === href) a.classList.toggle("same", on);
};
const light = (e) => {
  if (pop.contains(e.target)) return;
  const a = e.target.closest && e.target.closest("a.n"), href = a ? a.getAttribute("href") : "";
  if (href === lit) return;
  same(lit, false);
  lit = href;
  same(lit, true);
};
for (const type of ["mouseover", "focusin"]) d.addEventListener(type, light);

// The name card: the index entry, brought to the reader.
let from = null;
const shut = () => {
  if (pop.hidden) return;
  pop.hidden = true;
  pop.replaceChildren();
  if (from) from.focus({preventScroll: true});
  from = null;
};
const place = (a) => {
  for (const side of ["top", "left", "right", "bottom"]) pop.style[side] = "";
  if (innerWidth <= WIDE) return;
  // Below the name where there is room, else above.
  const r = a.getClientRects()[0], width = pop.offsetWidth, height = pop.offsetHeight;
  const above = r.bottom + 10 + height > innerHeight && r.top > height + 60;
  pop.style.right = pop.style.bottom = "auto";
  pop.style.left = Math.max(16, Math.min(r.left - 24, innerWidth - width - 24)) + "px";
  pop.style.top = (above ? r.top - height - 10 : Math.min(r.bottom + 10, innerHeight - height - 12)) + "px";
};
body.addEventListener("click", (e) => {
  const a = e.target.closest("a.n");
  if (!a || e.ctrlKey || e.metaKey || e.shiftKey) return;
  e.preventDefault();
  from = a;
  const card = d.getElementById(a.hash.slice(1)).cloneNode(true);
  card.removeAttribute("id");
  card.removeAttribute("aria-labelledby");
  for (const x of all("[id]", card)) x.removeAttribute("id");
  const button = d.createElement("button");
  button.type = "button";
  button.className = "shut";
  button.textContent = "×";
  button.setAttribute("aria-label", "Close");
  button.addEventListener("click", shut);
  pop.replaceChildren(button, card);
  pop.hidden = false;
  place(a);
  if (e.detail === 0) button.focus();
});

// Find in all columns: case, accents and width folded, letter by letter, so that a place
// in the folded text is one in the text.
let marks = [], at = -1;
const letter = (c) => {
  const f = c.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return f.length === c.length ? f : f ? f[0].padEnd(c.length) : c;
};
const fold = (text) => [...text].map(letter).join("");
const clear = () => {
  for (const m of marks) { const p = m.parentNode; m.replaceWith(...m.childNodes); p.normalize(); }
  marks = [];
  at = -1;
};
const mark = (node, wanted) => {
  const text = fold(node.data), places = [], mine = [];
  if (text.length !== node.data.length) return;
  for (let i = text.indexOf(wanted); i >= 0; i = text.indexOf(wanted, i + wanted.length)) places.unshift(i);
  // From the end, so that the places before stay.
  for (const i of places) {
    const m = d.createElement("mark"), hit = node.splitText(i);
    hit.splitText(wanted.length);
    hit.replaceWith(m);
    m.append(hit);
    mine.unshift(m);
  }
  marks.push(...mine);
};
const find = () => {
  clear();
  const wanted = fold(q.value.trim());
  if (!wanted) { hits.textContent = ""; return; }
  for (const cell of all("tbody td:not(.nil)")) {
    const walker = d.createTreeWalker(cell, NodeFilter.SHOW_TEXT), nodes = [];
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest("rt,rp")) nodes.push(walker.currentNode);
    for (const node of nodes) mark(node, wanted);
  }
  hits.textContent = marks.length ? marks.length + " found" : "none";
};
const go = (step) => {
  if (!marks.length) return;
  if (marks[at]) marks[at].classList.remove("on");
  at = (at + step + marks.length) % marks.length;
  marks[at].classList.add("on");
  marks[at].scrollIntoView({block: "center"});
  hits.textContent = (at + 1) + "/" + marks.length;
};
let wait;
q.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(find, 120); });
q.form.addEventListener("submit", (e) => { e.preventDefault(); go(1); });

// Keys.
const TOP = 80;
const row = (selector, step) => {
  const rows = all(selector).filter(shown), top = (r) => r.getBoundingClientRect().top;
  const own = rows.findIndex((r) => r.contains(d.activeElement));
  let i = own + step;
  if (own < 0) i = step > 0 ? rows.findIndex((r) => top(r) > TOP - 4) : rows.findLastIndex((r) => top(r) < TOP);
  const r = rows[Math.max(0, Math.min(rows.length - 1, i))];
  if (r) r.querySelector("th a").focus();
};
const flip = (id) => { const box = d.getElementById(id); if (box) box.checked = !box.checked; };
const columns = all(".panel fieldset:first-child input").map((box) => box.id);
const keys = {
  j: () => row("tbody tr[id]", 1), k: () => row("tbody tr[id]", -1),
  d: () => row("tr.doubtful", 1), D: () => row("tr.doubtful", -1),
  n: () => go(1), N: () => go(-1), "/": () => q.focus(),
  r: () => flip("ruby"), v: () => flip("tate"), "?": () => $("#keys").showModal(),
};
columns.slice(0, 9).forEach((id, index) => { keys[index + 1] = () => flip(id); });
d.addEventListener("keydown", (e) => {
  if (e.key === "Escape") {
    if (d.activeElement === q) { q.value = ""; find(); q.blur(); }
    $(".view").open = false;
    shut();
    return;
  }
  const typing = e.target.matches("input:not([type=checkbox],[type=radio])");
  if (!$("#k-on").checked || e.ctrlKey || e.metaKey || e.altKey || typing || !Object.hasOwn(keys, e.key)) return;
  e.preventDefault();
  keys[e.key]();
});
$("#help").addEventListener("click", () => $("#keys").showModal());
d.addEventListener("click", (e) => {
  if (!e.target.closest(".view")) $(".view").open = false;
  if (!e.target.closest(".pop,a.n")) shut();
});
addEventListener("scroll", () => {
  if (!pop.hidden && innerWidth > WIDE && !pop.contains(d.activeElement)) { from = null; shut(); }
}, {passive: true});
})();
