// Signed out in the middle of an hour: sign in on the spot. The page stays, and so does what was typed.

const WRONG = "That did not sign you in. Check the e-mail address and the password.";
const AWAY = "The clinic's server does not answer. What you wrote is kept; try again in a moment.";
const CODE = "Enter the code of your authenticator.";
const LATER_MS = 60_000;
const LOCKED_OUT = "Sign in on the page itself: this account needs another step.";
let room = null;
let dialog = null;
let action = "";
let notBefore = 0;

export function start(facts) {
  room = facts;
  document.addEventListener("kap:signed-out", open);
  document.addEventListener("kap:signed-in", close);
}

function field(label, name, type, value, autocomplete) {
  const holder = document.createElement("label");
  holder.className = "field room-signin__field";
  const words = document.createElement("span");
  words.className = "field__label";
  words.textContent = label;
  const box = document.createElement("input");
  Object.assign(box, { className: "form-control", name, type, value, autocomplete, required: true });
  holder.append(words, box);
  return holder;
}

function open() {
  if (dialog || performance.now() < notBefore) return;
  action = room.login;
  dialog = document.createElement("dialog");
  dialog.className = "room-signin";
  dialog.setAttribute("aria-labelledby", "signin-title");
  const form = document.createElement("form");
  const title = document.createElement("h2");
  title.id = "signin-title";
  title.textContent = "Sign in again";
  const why = document.createElement("p");
  why.textContent = "You were signed out. Everything here is kept, and goes on as soon as you are back.";
  const wrong = document.createElement("p");
  wrong.className = "field__error";
  wrong.setAttribute("role", "alert");
  const row = document.createElement("div");
  row.className = "log__ways";
  const button = document.createElement("button");
  button.className = "btn btn-primary";
  button.textContent = "Sign in";
  row.append(button, laterButton());
  form.append(
    title,
    why,
    wrong,
    field("E-mail address", "login", "email", room.email, "username"),
    field("Password", "password", "password", "", "current-password"),
    row,
  );
  form.addEventListener("submit", onSubmit);
  dialog.append(form);
  document.body.append(dialog);
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.showModal();
  form.elements.password.focus();
}

// Somebody needs the hands now: logging goes on, and the question comes again.
function laterButton() {
  const later = document.createElement("button");
  later.type = "button";
  later.className = "btn btn-quiet";
  later.textContent = room.later ?? "Keep logging, sign in later";
  later.addEventListener("click", () => {
    notBefore = performance.now() + LATER_MS;
    close();
  });
  return later;
}

function close() {
  dialog?.remove();
  dialog = null;
}

async function onSubmit(event) {
  event.preventDefault();
  event.stopPropagation();
  const form = event.target;
  const wrong = form.querySelector(".field__error");
  wrong.textContent = "";
  try {
    const sentence = await send(new FormData(form));
    if (sentence === "") document.dispatchEvent(new CustomEvent("kap:signed-in"));
    else wrong.textContent = sentence;
  } catch {
    wrong.textContent = AWAY;
  }
}

// The ordinary page of signing in, filled in from here. Empty when it worked.
async function send(data) {
  const page = await (await fetch(action, { credentials: "same-origin", cache: "no-store" })).text();
  const token = new DOMParser().parseFromString(page, "text/html").querySelector("[name='csrfmiddlewaretoken']")?.value;
  if (!token) return ""; // signed in already, in another window
  const body = new URLSearchParams(data);
  body.set("csrfmiddlewaretoken", token);
  body.set("next", room.back);
  const answer = await fetch(action, { method: "POST", credentials: "same-origin", body });
  const path = new URL(answer.url).pathname;
  if (path === room.back) return "";
  if (path.includes("/2fa/authenticate")) return askCode(path);
  if (path !== action) return LOCKED_OUT;
  return said(await answer.text());
}

function askCode(path) {
  const isFirst = action !== path;
  action = path;
  const form = dialog.querySelector("form");
  if (isFirst) {
    for (const name of ["login", "password"]) form.elements[name].closest("label").remove();
    form.querySelector(".log__ways").before(field("Code", "code", "text", "", "one-time-code"));
    form.elements.code.focus();
  }
  return CODE;
}

function said(page) {
  const lines = new DOMParser().parseFromString(page, "text/html").querySelectorAll("[data-error-summary] li");
  return [...lines].map((line) => line.textContent.trim()).join(" ") || WRONG;
}
