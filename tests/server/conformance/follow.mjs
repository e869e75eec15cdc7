// Follows the stream with a real client (graphql-ws or graphql-sse), goes on by the last cursor after every cut, and
// prints one JSON line an item.
import { createClient as createSseClient } from "graphql-sse";
import { createClient as createWsClient } from "graphql-ws";

const [transport, address, token] = process.argv.slice(2);
const retrying = { retryAttempts: 1000, retry: () => new Promise((done) => setTimeout(done, 50)) };
const client =
  transport === "ws"
    ? createWsClient({
        url: address.replace("http", "ws"),
        connectionParams: { authorization: `Bearer ${token}` },
        retryAttempts: retrying.retryAttempts,
        retryWait: retrying.retry,
        shouldRetry: () => true,
      })
    : createSseClient({
        url: address,
        headers: { authorization: `Bearer ${token}` },
        retryAttempts: retrying.retryAttempts,
        retry: retrying.retry,
      });
const request = {
  query: `subscription ($after: String) { stream(after: $after) { __typename
    ... on StreamReady { cursor } ... on StreamEvent { cursor kind subject { ... on Post { body } } } } }`,
  variables: {},
};
client.subscribe(request, {
  next({ data }) {
    request.variables.after = data.stream.cursor; // a client sends the request as it is then when it comes back
    console.log(JSON.stringify(data.stream));
  },
  error(fault) {
    console.log(JSON.stringify({ error: String(fault?.message ?? fault) }));
    process.exit(1);
  },
  complete() {
    console.log(JSON.stringify({ complete: true }));
    process.exit(0);
  },
});
