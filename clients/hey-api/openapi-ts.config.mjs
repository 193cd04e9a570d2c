// What @hey-api/openapi-ts makes of the document: a client on fetch, for ECMAScript modules.
export default {
  input: "./docs/openapi.json",
  output: { path: "build/hey-api/client", module: { extension: ".js" } },
  plugins: ["@hey-api/client-fetch", "@hey-api/typescript", "@hey-api/sdk"],
};
