// A contact created and read by a client that @hey-api/openapi-ts makes. The generated
// client is not committed: `npm run hey-api:example` makes it, compiles it and runs this.
import { client } from "../../build/hey-api/client/client.gen.js";
import { createContact, getContact } from "../../build/hey-api/client/index.js";

declare const process: { env: Record<string, string | undefined> };

client.setConfig({
  baseUrl: `${process.env.LIAISON_URL}/api/v1`,
  headers: { Authorization: `Bearer ${process.env.LIAISON_API_KEY}` },
});

const email = "ada@example.org";
const created = await createContact({
  body: { first_name: "Ada", last_name: "Lovelace", email_addresses: [{ email }] },
  throwOnError: true,
});
const { data: ada } = await getContact({ path: { id: created.data.id! }, throwOnError: true });
if (ada.primary_email !== email) throw new Error(`the contact has ${ada.primary_email}`);
console.log(`hey-api: ${ada.full_name} <${ada.primary_email}>`);
