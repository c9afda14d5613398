// The calendar: arrow keys between free times and visits, one visit lit up in both its columns, the line
// of now kept true. Everything here is also a link, so the page works without it.
import { announce } from "./app.js";

const TRACK_MINUTES = 5;
const HOUR_TRACKS = 60 / TRACK_MINUTES;
const CELLS = ".slot, a.visit, .visit__one";
const day = document.querySelector("[data-day]");

// --- arrows ---------------------------------------------------------------------------------------

const columns = () => [...day.querySelectorAll(".day__column")];
const cellsOf = (column) => [...column.querySelectorAll(CELLS)].sort((one, other) => topOf(one) - topOf(other));
const topOf = (cell) => cell.getBoundingClientRect().top;

function above(cell, step) {
  const cells = cellsOf(cell.closest(".day__column"));
  return cells[cells.indexOf(cell) + step];
}

function beside(cell, step) {
  const all = columns();
  const next = all[all.indexOf(cell.closest(".day__column")) + step];
  if (!next) return undefined;
  const far = (other) => Math.abs(topOf(other) - topOf(cell));
  return cellsOf(next).sort((one, other) => far(one) - far(other))[0];
}

const MOVES = {
  ArrowUp: (cell) => above(cell, -1),
  ArrowDown: (cell) => above(cell, 1),
  ArrowLeft: (cell) => beside(cell, -1),
  ArrowRight: (cell) => beside(cell, 1),
  Home: (cell) => cellsOf(cell.closest(".day__column"))[0],
  End: (cell) => cellsOf(cell.closest(".day__column")).at(-1),
};

function onArrow(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !MOVES[event.key]) return;
  const cell = event.target.closest(CELLS) ?? (event.target === day ? firstStop() : null);
  if (!cell) return;
  const next = event.target === day ? cell : MOVES[event.key](cell);
  event.preventDefault();
  if (next) next.focus();
  else announce("The end of the day's columns.");
}

// One free time can be reached with Tab, as one stop; the arrows go on from there.
function firstStop() {
  const slots = [...day.querySelectorAll(".slot")];
  const visits = [...day.querySelectorAll("a.visit, .visit__one")];
  return slots.find((slot) => slot.tabIndex === 0) ?? slots[0] ?? visits[0];
}

function keepOneStop(event) {
  const cell = event.target.closest(".slot");
  if (!cell) return;
  for (const slot of day.querySelectorAll('.slot[tabindex="0"]')) slot.tabIndex = -1;
  cell.tabIndex = 0;
}

// --- one visit, two columns -----------------------------------------------------------------------

function join(event) {
  const number = event.target.closest?.("[data-visit]")?.dataset.visit;
  for (const visit of day.querySelectorAll("[data-visit]")) {
    visit.classList.toggle("is-joined", Boolean(number) && visit.dataset.visit === number);
  }
}

// --- now --------------------------------------------------------------------------------------------

const drawnAt = day ? Date.parse(day.dataset.nowAt) : 0;

function moveNow() {
  const passed = Math.floor((Date.now() - drawnAt) / 60_000 / TRACK_MINUTES);
  for (const line of day.querySelectorAll("[data-now]")) {
    const track = Number(line.dataset.now) + Math.max(passed, 0);
    line.className = line.className.replace(/\bt-\d+\b/, `t-${track}`);
  }
}

function showNow() {
  const line = day.querySelector(".day__now");
  const hour = day.querySelector(".n-12");
  if (!line || !hour) return;
  const track = hour.getBoundingClientRect().height / HOUR_TRACKS;
  const top = Number(line.dataset.now) * track;
  day.scrollTop = Math.max(top - HOUR_TRACKS * track, 0);
}

if (day) {
  const first = firstStop();
  if (first?.matches(".slot")) first.tabIndex = 0;
  day.addEventListener("keydown", onArrow);
  day.addEventListener("focusin", keepOneStop);
  for (const name of ["mouseover", "focusin", "mouseleave", "focusout"]) day.addEventListener(name, join);
  showNow();
  setInterval(moveNow, 60_000);
}
