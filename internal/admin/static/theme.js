// Runs before the page is drawn: the theme that the reader chose, else the
// system's. That somebody can run scripts is a class of the root element.
(() => {
  const root = document.documentElement;
  let chosen = null;
  try { chosen = localStorage.getItem('theme'); } catch { /* no storage: the system decides */ }
  const dark = chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.classList.toggle('dark', dark);
  root.classList.add('script');
})();
