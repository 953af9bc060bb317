// Figures that are no longer live must not look as if they were.
function say(live) {
  const words = document.getElementById('live');
  words.textContent = live ? 'live' : 'NOT LIVE any more: reload this page';
  words.className = live ? '' : 'lost';
}
document.addEventListener('htmx:sseOpen', () => say(true));
document.addEventListener('htmx:sseError', () => say(false));
document.addEventListener('htmx:sseClose', () => say(false));
