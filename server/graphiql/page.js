// Starts GraphiQL with the sample queries as tabs, and sends the token of the field above with every request.
"use strict";

const field = document.getElementById("token");
const notice = document.getElementById("notice");
const KEPT = "enishi:token";

// A link may bring a token behind "#token=": that part of an address is never sent to a server.
function rememberToken() {
  const brought = new URLSearchParams(location.hash.slice(1)).get("token");
  if (brought) {
    sessionStorage.setItem(KEPT, brought);
    history.replaceState(null, "", location.pathname + location.search);
  }
  field.value = sessionStorage.getItem(KEPT) ?? "";
  field.addEventListener("input", () => sessionStorage.setItem(KEPT, field.value.trim()));
}

async function ask(request, options) {
  const headers = new Headers({
    "content-type": "application/json",
    accept: "application/graphql-response+json, application/json;q=0.9",
  });
  const token = field.value.trim();
  if (token) headers.set("authorization", `Bearer ${token}`);
  // What stands in the headers editor wins over the field.
  for (const [name, value] of Object.entries(options?.headers ?? {})) headers.set(name, value);
  const response = await fetch("/graphql", { method: "POST", headers, body: JSON.stringify(request) });
  notice.textContent = response.status === 401 ? "This token is not valid (any more)." : "";
  return response.json();
}

async function start() {
  rememberToken();
  const samples = await (await fetch("/graphiql/samples.json")).json();
  const asked = new URLSearchParams(location.search).get("query");
  const page = React.createElement(GraphiQL, {
    fetcher: ask,
    defaultTabs: samples.map(({ query }) => ({ query })),
    query: asked ?? undefined,
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
    inputValueDeprecation: true,
  });
  ReactDOM.createRoot(document.getElementById("graphiql")).render(page);
}

start();
