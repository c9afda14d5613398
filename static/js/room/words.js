// Words and times as the room writes them: the clinic's clock, whole minutes, short sentences.

const AGO = /^t\s*-\s*(\d{1,3})(?:\s+|$)([\s\S]*)$/i;
const CLOCK = /^(\d{1,2}):(\d{2})(?:\s?([ap])\.?m\.?)?(?:\s+|$)([\s\S]*)$/i;
const MINUTE = 60_000;
const HALF_A_DAY = 12 * 60 * MINUTE;
const NOON = 12;
const NO_SUCH_TIME = "There is no such time. Write it as 10:12, or 2:12 pm.";
const hours = { day: null, began: null }; // the session's: what clock times are of

export const two = (value) => String(value).padStart(2, "0");

const formats = new Map();

function partsIn(zone, ms) {
  if (!formats.has(zone)) {
    formats.set(
      zone,
      new Intl.DateTimeFormat("en-US", {
        timeZone: zone,
        hourCycle: "h23",
        year: "numeric",
        month: "2-digit",
        day: "2-digit",
        hour: "2-digit",
        minute: "2-digit",
        second: "2-digit",
      }),
    );
  }
  return Object.fromEntries(formats.get(zone).formatToParts(ms).map((part) => [part.type, Number(part.value)]));
}

export function clock(zone, ms, { seconds = false } = {}) {
  const part = partsIn(zone, ms);
  return [part.hour, part.minute, ...(seconds ? [part.second] : [])].map(two).join(":");
}

// The instant at which the clinic's clocks show hour:minute on the day of `ms`.
export function onDay(zone, ms, hour, minute) {
  const { year, month, day } = partsIn(zone, ms);
  const wall = Date.UTC(year, month - 1, day, hour, minute);
  let found = wall;
  for (let turn = 0; turn < 2; turn += 1) {
    const part = partsIn(zone, found);
    const shown = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute);
    found += wall - shown;
  }
  return found;
}

// `t-3 sat up` and `10:12 sat up`, as the server reads them. Gives {at, text} or {sentence}.
export function readNote(text, zone, now) {
  const typed = text.trim();
  const ago = AGO.exec(typed);
  if (ago) return { at: now - Number(ago[1]) * MINUTE, text: ago[2].trim() };
  const told = CLOCK.exec(typed);
  if (!told) return { at: now, text: typed };
  const [, first, minute, half, rest] = told;
  const hour = hourOf(Number(first), half?.toLowerCase());
  if (hour > 23 || Number(minute) > 59) return { sentence: NO_SUCH_TIME };
  const found = atClock(hour, minute, zone, now, rest.trim(), { isBare: !half });
  const isAsked = !half && hours.began !== null && found.at < hours.began && hour <= NOON;
  return isAsked ? { sentence: whichHalf(zone, told, hour) } : found;
}

function hourOf(hour, half) {
  if (!half) return hour;
  return hour >= 1 && hour <= NOON ? (hour % NOON) + (half === "p" ? NOON : 0) : 24;
}

function whichHalf(zone, [, first, minute], hour) {
  const shown = hour % NOON || NOON;
  return `${first}:${minute} lies before this session began at ${halfClock(zone, hours.began)}. Write ${shown}:${minute} am or ${shown}:${minute} pm.`;
}

function halfClock(zone, ms) {
  const { hour, minute } = partsIn(zone, ms);
  return `${hour % NOON || NOON}:${two(minute)} ${hour < NOON ? "AM" : "PM"}`;
}

export function keepHours({ day, began }) {
  hours.day = Date.parse(day) || null;
  hours.began = Date.parse(began) || null;
}

// That time of the session's day; where it lies before the session began, the one within it: a bare 2:12
// of an afternoon is 14:12, and what a session that goes over midnight has is of the next day.
export function atClock(hour, minute, zone, now, text = "", { isBare = true } = {}) {
  const at = within(zone, now, Number(hour), Number(minute), isBare);
  return at > now ? { sentence: "It cannot have happened in the future." } : { at, text };
}

function within(zone, now, hour, minute, isBare) {
  const day = Math.min(hours.day ?? now, now);
  const plain = onDay(zone, day, hour, minute);
  if (hours.began === null || plain >= hours.began) return plain;
  const later = [onDay(zone, onDay(zone, day, NOON, 0) + 2 * HALF_A_DAY, hour, minute)];
  if (isBare && hour < NOON) later.push(onDay(zone, day, hour + NOON, minute));
  const fits = (ms) => ms >= hours.began && ms - hours.began < HALF_A_DAY && ms <= now;
  const fitting = later.filter(fits);
  return fitting.length ? Math.min(...fitting) : plain;
}

export function countWords(number, one, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`;
}

// UUID version 7: its first 48 bits are the moment, so that keys sort as they were made.
export function newId(ms) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let place = 0; place < 6; place += 1) bytes[place] = Math.floor(ms / 2 ** (8 * (5 - place))) % 256;
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
