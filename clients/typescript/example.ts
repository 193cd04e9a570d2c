// Creates, lists, changes and deletes contacts, and reads a problem:
//
//   LIAISON_URL=http://127.0.0.1:8080 LIAISON_API_KEY=… npm run typescript:example
import { answered, contacts, liaison, ProblemError, value } from "./client.js";

declare const process: { env: Record<string, string | undefined> };

function setting(name: string): string {
  const found = process.env[name];
  if (!found) throw new Error(`set ${name}`);
  return found;
}

function expect(what: string, got: unknown, wanted: unknown): void {
  if (JSON.stringify(got) !== JSON.stringify(wanted)) {
    throw new Error(`${what}: got ${JSON.stringify(got)}, want ${JSON.stringify(wanted)}`);
  }
  console.log(`${what}: ${JSON.stringify(got)}`);
}

const api = liaison(setting("LIAISON_URL"), setting("LIAISON_API_KEY"));
const family = `King, ${crypto.randomUUID()}`; // so that the example runs on any data
const names = ["Ada", "Byron", "Ralph", "William", "Annabella"];
const ids: string[] = [];

// Create. The first email address becomes primary by itself, and a request that
// is sent again with its key creates nothing twice.
for (const first_name of names) {
  const made = answered(await api.POST("/contacts", {
    params: { header: { "Idempotency-Key": `${family} ${first_name}` } },
    body: {
      first_name, last_name: family, birth_date: "1815-12-10",
      email_addresses: [{ email: `${first_name.toLowerCase()}@example.org` }],
    },
  }));
  ids.push(made.id);
}

// List: two pages of two and one of one, in order.
const found: string[] = [];
for await (const contact of contacts(api, { last_name__exact: [value(family)], ordering: ["first_name"], page_size: 2 })) {
  found.push(contact.first_name);
}
expect("all pages", found, [...names].sort());

// Change. null clears, what is left out stays.
const path = { id: ids[0]! };
const changed = answered(await api.PATCH("/contacts/{id}", { params: { path }, body: { birth_date: null, title: "Countess" } }));
expect("birth_date", changed.birth_date, null);
expect("title", changed.title, "Countess");
expect("primary_email", changed.primary_email, "ada@example.org");

// A problem names everything that is wrong, each with its place in the body.
try {
  answered(await api.POST("/contacts", { body: { email_addresses: [{ email: "nowhere" }] } }));
  throw new Error("the contact was created");
} catch (error) {
  if (!(error instanceof ProblemError)) throw error;
  expect("problem", error.problem.errors?.map(({ pointer }) => pointer), ["/email_addresses/0/email"]);
}

// Delete.
const deleted: number[] = [];
for (const id of ids) {
  const { response } = await api.DELETE("/contacts/{id}", { params: { path: { id } } });
  deleted.push(response.status);
}
expect("deleted", deleted, names.map(() => 204));
