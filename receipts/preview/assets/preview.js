// Draws the lists of the index and searches them. data.js has STATUS, RECEIPTS, HELD and
// SERVICES; whatever is in them becomes text, never markup.
"use strict";

const MOST_DRAWN = 200;

/** Small letters without accents and invisible signs: garcia finds García, and what was copied from a mail is found. */
function plain(text) {
  return text.normalize("NFD").replace(/[\p{M}\p{Cf}]/gu, "").toLowerCase();
}

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function count(number, singular, plural) {
  return `${number.toLocaleString("en")} ${number === 1 ? singular : plural}`;
}

/** Facts beside each other, of which each keeps its own direction of writing. */
function factsOf(facts) {
  const all = element("span", "more-of-it", "");
  facts.forEach((fact, place) => all.append(place ? " · " : "", element("bdi", "", fact)));
  return all;
}

function drawnReceipt([number, id, name, address, total, language, lines, places, status]) {
  const item = document.createElement("li");
  const who = element("span", "who", status === STATUS.ZERO ? name : "");
  if (status !== STATUS.ZERO) {
    const link = element("a", "", name);
    link.href = `receipts/${encodeURIComponent(number)}/index.html`;
    who.append(link);
  }
  const services = places.slice(0, 3).map((place) => SERVICES[place]);
  if (places.length > services.length) services.push(`${places.length - services.length} more`);
  const facts = [id, address, number, language, count(lines, "charge", "charges"), services.join(", ")];
  item.append(who, element("span", "total", total), factsOf(facts));
  if (status !== STATUS.SENT) item.append(element("span", "why", status));
  return item;
}

function drawnHeld([id, name, address, lines, reasons]) {
  const item = document.createElement("li");
  const facts = [id, address, count(lines, "row", "rows")].filter(Boolean);
  item.append(
    element("span", "who", name || id || "Rows without a usable customer number"),
    element("span", "total", "held back"),
    factsOf(facts),
    ...reasons.map((reason) => element("span", "why", reason)),
  );
  return item;
}

function wordsOfReceipt([number, id, name, address, total, language, , places, status]) {
  const services = places.map((place) => SERVICES[place]);
  return [number, id, name, address, total, total.replaceAll(",", ""), language, status, ...services];
}

function wordsOfHeld([id, name, address, , reasons]) {
  return [id, name, address, "held back", ...reasons];
}

/** A list that shows the rows with all words of what is looked for. */
class List {
  constructor(id, rows, wordsOf, drawn, things) {
    this.rows = rows;
    this.wordsOf = wordsOf;
    this.drawn = drawn;
    this.things = things;
    this.list = document.getElementById(id);
    this.more = document.getElementById(`${id}-more`);
    this.texts = null;
  }

  prepare() {
    this.texts ??= this.rows.map((row) => plain(this.wordsOf(row).join("\n")));
  }

  show(words) {
    const found = words.length ? this.find(words) : this.rows;
    this.list.replaceChildren(...found.slice(0, MOST_DRAWN).map(this.drawn));
    const left = found.length - MOST_DRAWN;
    const none = this.rows.length ? "None found." : "None.";
    this.more.textContent = left > 0 ? `${left.toLocaleString("en")} more, keep typing` : found.length ? "" : none;
    return count(found.length, ...this.things);
  }

  find(words) {
    this.prepare();
    return this.rows.filter((_, place) => words.every((word) => this.texts[place].includes(word)));
  }
}

const search = document.getElementById("search");
const lists = [
  new List("receipts", RECEIPTS, wordsOfReceipt, drawnReceipt, ["receipt", "receipts"]),
  new List("held", HELD, wordsOfHeld, drawnHeld, ["customer held back", "customers held back"]),
];

function show() {
  const words = plain(search.value).split(/\s+/).filter(Boolean);
  document.getElementById("found").textContent = lists.map((list) => list.show(words)).join(", ");
}

search.addEventListener("input", show);
// Who comes back from a receipt finds what they had looked for.
search.addEventListener("change", () => history.replaceState({ search: search.value }, ""));
window.addEventListener("pageshow", () => {
  search.value = history.state?.search ?? "";
  show();
});
// Of a hundred thousand receipts this takes a second or two: after they are drawn, before anybody types.
window.addEventListener("load", () => setTimeout(() => lists.forEach((list) => list.prepare()), 100));
