// The empty room fills itself with what this tablet keeps of it, closed with the room's own key.

import * as vault from "./vault.js";

const ADDRESS = /^\/sessions\/(\d+)\/(.*)$/;

async function fill() {
  const [, session, rest] = ADDRESS.exec(location.pathname) ?? [];
  document.getElementById("shell-again").href = session ? `/sessions/${session}/` : "/sessions/";
  if (!session || rest) return showUnsent(rest);
  const picture = vault.isPossible() ? await vault.snapshot(Number(session)) : null;
  if (!picture) return undefined;
  // Written anew rather than swapped in, so that the room's own scripts start as on any load.
  document.open();
  document.write(picture.html);
  document.close();
  return undefined;
}

function showUnsent(rest) {
  document.getElementById("shell-words").hidden = Boolean(rest);
  document.getElementById("shell-unsent").hidden = !rest;
}

fill();
