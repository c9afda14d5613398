// Says in a cookie, with nobody in it, whether lines wait on this tablet: signing out asks about them
// also where no script runs.

const NAME = "kap-unsent";
const MONTH_S = 30 * 86_400;

export function mark(waiting) {
  if (!globalThis.document) return;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${NAME}=1; path=/; samesite=strict; max-age=${waiting ? MONTH_S : 0}${secure}`;
}
