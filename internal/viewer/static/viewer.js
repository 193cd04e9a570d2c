// Puts the viewer into the place of the text for browsers in which it does not
// run. Nothing comes from another host, nothing is told to one, and the key that
// somebody pastes in is gone with the page.
(() => {
  const place = document.getElementById('viewer');
  const address = new URL(place.dataset.document, location).href;

  // The viewer would send whatever has an example or a default. What may be left
  // out is left out here until somebody ticks it.
  function untick(parameter, schemas) {
    if (parameter.in === 'path' || parameter.required || parameter.$ref) return;
    const at = parameter.schema?.$ref?.split('/').pop();
    const schema = (at ? schemas[at] : parameter.schema) ?? {};
    const value = parameter.example ?? schema.default ?? schema.enum?.[0] ?? schema.examples?.[0];
    if (value !== undefined) parameter.examples ??= { default: { value } };
    delete parameter.example;
    for (const example of Object.values(parameter.examples ?? {})) example['x-disabled'] = true;
  }

  async function documentOf(response) {
    const plain = place.querySelector('.plain');
    if (!response.ok) {
      place.before(plain); // with its links, above what the viewer says
      return response;
    }
    const api = await response.json();
    plain.remove();
    // The page may ask the host that it came from alone, whatever public URL there is.
    api.servers = [{ url: new URL('.', address).pathname.replace(/\/$/, '') }];
    const { schemas = {}, parameters = {} } = api.components ?? {};
    const operations = Object.values(api.paths).flatMap((path) => Object.values(path));
    const all = [...Object.values(parameters), ...operations.flatMap((operation) => operation.parameters ?? [])];
    all.forEach((parameter) => untick(parameter, schemas));
    return new Response(JSON.stringify(api), { headers: { 'Content-Type': 'application/json' } });
  }

  // A request is made with the key that it shows and with nothing else. The first
  // one is for the document; later somebody may try the path that it lies at.
  let begun = false;
  async function send(input, init) {
    const first = !begun;
    begun = true;
    const response = await fetch(input, { ...init, credentials: 'omit' });
    return first ? documentOf(response) : response;
  }

  window.Scalar?.createApiReference(place, {
    slug: 'liaison',
    url: address,
    customFetch: send,
    documentDownloadType: 'direct',
    withDefaultFonts: false,
    telemetry: false,
    agent: { disabled: true },
    mcp: { disabled: true },
    showDeveloperTools: 'never',
    hideClientButton: true,
    persistAuth: false,
    showOperationId: true,
    modelsSectionLabel: 'Schemas',
    orderSchemaPropertiesBy: 'preserve',
  });
})();
