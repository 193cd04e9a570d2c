// What the form of an organization completes: time zones, and the names of
// currencies and languages, all of which the browser knows.
(() => {
  'use strict';
  const { $, all } = window.liaison;
  const language = document.documentElement.lang || 'en';
  const names = (type) => {
    try {
      return new Intl.DisplayNames([navigator.language, language], { type });
    } catch {
      return { of: () => '' };
    }
  };
  const label = (list, type) => {
    const known = names(type);
    all(`#${list} option`).forEach((option) => {
      try {
        option.label = `${option.value} ${known.of(option.value)}`;
      } catch { /* a code that this browser does not know */ }
    });
  };
  label('currencies', 'currency');
  label('languages', 'language');
  const zones = $('#timezones');
  if (!zones || !Intl.supportedValuesOf) return;
  for (const zone of ['UTC', ...Intl.supportedValuesOf('timeZone')]) {
    const option = document.createElement('option');
    option.value = zone;
    zones.append(option);
  }
})();
