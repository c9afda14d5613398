// Says in a cookie, with nobody in it, whether lines wait on this tablet, and in which session's room: every
// page then leads there, and signing out asks about them, also where no script runs.

const NAME = "kap-unsent";
const MONTH_S = 30 * 86_400;

// The session's number, or nothing where no line waits.
export function mark(session) {
  if (!globalThis.document) return;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${NAME}=${session || ""}; path=/; samesite=strict; max-age=${session ? MONTH_S : 0}${secure}`;
}
