/** How the page writes times and durations. */

let zone;

/** @param {string} timeZone of the desk's calendar, so that opening hours can be read off. */
export function useTimeZone(timeZone) {
  zone = timeZone;
}

export function momentWords(instant) {
  return format(instant, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
}

export function clockWords(instant) {
  return format(instant, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  });
}

function format(instant, options) {
  return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone }).format(new Date(instant));
}

/** Business time: hours and minutes, `6 h 12 min`. */
export function minutesWords(minutes) {
  const whole = Math.round(Math.abs(minutes));
  const hours = Math.floor(whole / 60);
  const rest = whole % 60;
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

export function sizeWords(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** `first_reply` → `First reply`. */
export function nameWords(id) {
  const words = String(id).replaceAll(/[_-]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
