// Runs what the documents promise to people with Node, against the real program on
// fresh servers: the Postman collection, in order and twice on the same server, for
// a superuser and for an admin, once more in a workspace with a default region, the
// TypeScript example, and clients that other generators make of the document.
//
// It needs the packages (`npm ci`) and Go, or the program itself in LIAISON_BINARY.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const postman = (kind) => JSON.parse(readFileSync(join(root, `docs/postman/liaison.postman_${kind}.json`), "utf8"));
const password = "violet tram over Lisbon"; // of servers that live for a minute
const startTime = 60_000; // milliseconds until a server must listen

const work = mkdtempSync(join(tmpdir(), "liaison-npm-test-"));
const servers = new Set();

// However this ends, nothing is left.
process.on("exit", () => {
  for (const server of servers) server.kill("SIGKILL");
  rmSync(work, { recursive: true, force: true });
});
for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]]) {
  process.on(signal, () => process.exit(code));
}

/** The environment without settings that are meant for another server. */
function environment(more = {}) {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("LIAISON_"));
  return { ...Object.fromEntries(own), ...more };
}

/** Runs a program to its end and returns what it printed. */
function run(program, args, options = {}) {
  const done = spawnSync(program, args, { encoding: "utf8", ...options });
  if (done.error) throw done.error;
  if (done.status !== 0) {
    const said = [done.stdout, done.stderr].join("\n").trim();
    throw new Error(`${[program, ...args].join(" ")} ended with ${done.status ?? done.signal}\n${said}`);
  }
  return done.stdout;
}

function build() {
  if (process.env.LIAISON_BINARY) return resolve(process.env.LIAISON_BINARY);
  const binary = join(work, "liaison");
  run("go", ["build", "-o", binary, "./cmd/liaison"], { cwd: root });
  return binary;
}

/** Starts a server with an empty database in a folder of its own. */
function start(binary, name, env) {
  const folder = join(work, name);
  mkdirSync(folder);
  const options = { cwd: folder, env: environment(env) };
  const child = spawn(binary, ["serve", "--listen=127.0.0.1:0"], { ...options, stdio: ["ignore", "ignore", "pipe"] });
  servers.add(child);
  let log = "";
  return new Promise((started, reject) => {
    const tooLate = setTimeout(() => reject(new Error(`the server does not listen\n${log}`)), startTime);
    child.on("error", reject);
    child.on("exit", (code) => {
      servers.delete(child);
      clearTimeout(tooLate);
      reject(new Error(`the server ended with ${code}\n${log}`));
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      log = (log + text).slice(-10_000);
      const url = /^Liaison listens on (http:\S+)$/m.exec(log)?.[1];
      if (!url) return;
      clearTimeout(tooLate);
      started({ child, url, command: (args, input) => run(binary, args, { ...options, input }).trim() });
    });
  });
}

async function stop({ child }) {
  if (!servers.has(child)) throw new Error("the server ended before it was told to");
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const code = await ended;
  if (code !== 0) throw new Error(`the server ended with ${code} when it was told to stop`);
}

/** Makes a user and a key, and returns the four variables that a run is given. */
function variables(server, isSuperuser) {
  const username = "ada";
  const rank = isSuperuser ? ["--superuser"] : ["--role=admin"];
  server.command(["user", "create", `--username=${username}`, "--email=ada@example.com", "--password-stdin", ...rank], password);
  const owner = isSuperuser ? [`--user=${username}`] : [];
  const api_key = server.command(["api-key", "create", "--name=Postman", "--role=admin", ...owner]);
  return { base_url: server.url, api_key, username, password };
}

/** Runs the collection, prints a line for each folder and each failure, and returns how many failures there were. */
async function runCollection(newman, given, { withEnvironment, isSuperuser }) {
  const collection = postman("collection");
  const options = { collection, envVar: Object.entries(given).map(([key, value]) => ({ key, value })) };
  if (withEnvironment) options.environment = postman("environment");
  const { run } = await new Promise((resolve, reject) => {
    newman.run(options, (error, summary) => (error ? reject(error) : resolve(summary)));
  });
  const failures = run.failures.map(({ source, parent, error }) =>
    `${parent?.name}, ${source?.name}: ${error.test ?? error.name}: ${error.message}`);
  for (const folder of collection.item) {
    const made = run.executions.filter(({ item, response }) => response && item.parent().id === folder.id);
    const tests = made.reduce((sum, { assertions }) => sum + (assertions?.length ?? 0), 0);
    const skipped = folder.item.length - made.length;
    const mayBeSkipped = isSuperuser ? 0 : folder.item.filter(isForSuperusers).length;
    if (skipped !== mayBeSkipped) failures.push(`${folder.name}: ${skipped} requests were not made, ${mayBeSkipped} should not be`);
    if (made.some(({ assertions }) => !assertions?.length)) failures.push(`${folder.name}: a request has no tests`);
    console.log(`  ${folder.name.padEnd(20)}${String(made.length).padStart(3)} requests, ${String(tests).padStart(4)} tests` +
      (skipped > 0 ? `, ${skipped} skipped` : ""));
  }
  for (const failure of failures) console.log(`  FAIL ${failure}`);
  return failures.length;
}

const isForSuperusers = ({ event }) => event.some(({ script }) => script.exec.some((line) => line.includes("skipRequest")));

/** Gives the workspace a default region, in which phone numbers may be written without +. */
async function setDefaultRegion({ base_url, api_key }, default_region) {
  const headers = { Authorization: `Bearer ${api_key}`, "Content-Type": "application/json" };
  const workspaces = `${base_url}/api/v1/workspaces`;
  const { results: [{ id }] } = await (await fetch(`${workspaces}?slug=default`, { headers })).json();
  const answer = await fetch(`${workspaces}/${id}`, { method: "PATCH", headers, body: JSON.stringify({ default_region }) });
  if (!answer.ok) throw new Error(`setting the default region: ${answer.status} ${await answer.text()}`);
}

/**
 * Runs the collection three times on a server: the second time with nothing but the
 * four variables, the third in a workspace with a default region.
 */
async function testCollection(newman, binary, { name, env, isSuperuser }) {
  const server = await start(binary, name.replaceAll(" ", "-"), env);
  const given = variables(server, isSuperuser);
  let failures = 0;
  for (const [round, withEnvironment, region] of [["first run", true], ["second run", false], ["default region GB", false, "GB"]]) {
    console.log(`Postman collection as ${name}, ${round}`);
    if (region) await setDefaultRegion(given, region);
    failures += await runCollection(newman, given, { withEnvironment, isSuperuser });
  }
  await stop(server);
  return failures;
}

/** Compiles the TypeScript example and runs it, and a client of each generator that the documents name. */
async function testClients(binary) {
  const npm = (script, env) => run("npm", ["run", "--silent", script], { cwd: root, env: environment(env) });
  const go = (args, env) => run("go", args, { cwd: join(root, "clients/oapi-codegen"), env: environment(env) });
  const server = await start(binary, "clients");
  const { base_url: LIAISON_URL, api_key: LIAISON_API_KEY } = variables(server, true);
  const given = { LIAISON_URL, LIAISON_API_KEY };
  const show = (said) => console.log(said.trim().replaceAll(/^/gm, "  "));
  console.log("TypeScript example");
  npm("typescript:check");
  show(npm("typescript:example", given));
  console.log("Clients of other generators");
  npm("hey-api:generate");
  show(npm("hey-api:example", given));
  go(["generate", "."]);
  show(go(["run", "."], given));
  await stop(server);
}

async function main() {
  const { default: newman } = await import("newman").catch(() => {
    throw new Error("the packages are not installed; run npm ci first");
  });
  const binary = build();
  const superuser = { name: "a superuser", isSuperuser: true }; // with the rate limits that a server has by itself
  const admin = { name: "an admin", isSuperuser: false, env: { LIAISON_RATE_LIMIT: "0" } };
  const failures = await testCollection(newman, binary, superuser) + await testCollection(newman, binary, admin);
  await testClients(binary);
  if (failures > 0) throw new Error(`the collection failed ${failures} times: see FAIL above`);
}

const began = Date.now();
const seconds = () => Math.round((Date.now() - began) / 1000);
try {
  await main();
  console.log(`ok: npm test, ${seconds()} seconds`);
  process.exit(0);
} catch (error) {
  console.error(`${error.message}\nFAIL: npm test, ${seconds()} seconds`);
  process.exit(1);
}
