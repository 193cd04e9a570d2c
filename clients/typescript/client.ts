// What openapi-fetch does not know of Liaison: the key, problems as errors, and
// lists as all of their pages. The types in liaison.d.ts are made from
// docs/openapi.json.
import createClient from "openapi-fetch";
import type { components, operations, paths } from "./liaison.js";

/**
 * A record with all its fields, which answers have unless `fields` asks for some alone:
 * the document cannot say when, and so requires none.
 */
export type Whole<T> = T extends (infer Item)[]
  ? Whole<Item>[]
  : T extends object
    ? "version" extends keyof T
      ? { [K in keyof T]-?: Whole<T[K]> }
      : { [K in keyof T]: Whole<T[K]> }
    : T;
export type Contact = Whole<components["schemas"]["Contact"]>;
export type Problem = components["schemas"]["Problem"];
export type ContactFilters = NonNullable<operations["listContacts"]["parameters"]["query"]>;

/** A client of the server at an origin, such as https://contacts.example.org. */
export function liaison(origin: string, key: string) {
  return createClient<paths>({
    baseUrl: `${origin.replace(/\/+$/, "")}/api/v1`,
    headers: { Authorization: `Bearer ${key}` },
    querySerializer: { array: { style: "form", explode: false } },
  });
}

export type Liaison = ReturnType<typeof liaison>;

/** What the server answered in the place of a record. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super([`${problem.status} ${problem.title}: ${problem.detail}`, ...(problem.errors ?? []).map(describe)].join("\n  "));
    this.name = "ProblemError";
  }
}

function describe(error: components["schemas"]["ProblemError"]): string {
  return `${error.pointer ?? error.parameter}: ${error.detail}`;
}

/** The data of an answer, of whole records; a problem is thrown. */
export function answered<T>(answer: { data?: T; error?: Problem; response: Response }): Whole<NonNullable<T>> {
  if (answer.data !== undefined) return answer.data as Whole<NonNullable<T>>;
  if (typeof answer.error === "object" && "status" in answer.error) throw new ProblemError(answer.error);
  // A proxy may answer before Liaison does.
  throw new Error(`${answer.response.status} ${answer.response.statusText} without a problem`);
}

/** All contacts that the filters find, from page to page. */
export async function* contacts(api: Liaison, filters: ContactFilters): AsyncGenerator<Contact> {
  const query = { ...filters };
  for (;;) {
    const page = answered(await api.GET("/contacts", { params: { query } }));
    yield* page.results;
    const cursor = page.next && new URL(page.next).searchParams.get("cursor");
    if (!cursor) return;
    query.cursor = cursor;
    delete query.page;
  }
}

/** A value of a filter. One with a comma or a quote in it must stand in quotes. */
export function value(text: string): string {
  return /[",]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
