// New lines of the clinic's log take their place among those that stand there: the newest on top.

const LINE = "li[data-at]";

export function merge(html) {
  const list = logList();
  if (!list) return;
  const read = new DOMParser().parseFromString(html, "text/html");
  for (const line of read.querySelectorAll(LINE)) {
    known(list, line)?.remove();
    list.insertBefore(line, earlier(list, line));
    htmx.process(line);
  }
}

const known = (list, { dataset: { kind, row } }) =>
  [...list.querySelectorAll(`${LINE}[data-row="${row}"]`)].find((line) => line.dataset.kind === kind);

// The first line that happened no later; what this tablet has not sent yet stays above all.
function earlier(list, line) {
  const at = Date.parse(line.dataset.at);
  return [...list.querySelectorAll(LINE)].find((one) => Date.parse(one.dataset.at) <= at) ?? null;
}

export const logList = () => document.getElementById("log-lines");
