// What the link in a mail asks for: the page is named by what it does, and the token stands behind the #.
const WAYS = {
  "sign-in": {
    ask: { mutation: "requestSignIn", input: "RequestSignInInput", fields: ["email"], words: "リンクを送る · Mail me a link" },
    bring: { mutation: "signIn", input: "SignInInput", fields: [], words: "ログインする · Sign in" },
  },
  join: {
    bring: { mutation: "acceptInvitation", input: "AcceptInvitationInput", fields: ["displayName"], words: "参加する · Join" },
  },
  claim: {
    ask: {
      mutation: "claimRosterEntry", input: "ClaimRosterEntryInput",
      fields: ["email", "displayName", "externalId", "familyName"], words: "申し込む · Apply",
    },
    bring: { mutation: "proveClaim", input: "ProveClaimInput", fields: [], words: "確認する · Confirm" },
  },
};
const MAILED = "メールをご確認ください。 · Look into your mail.";
const PENDING = "事務局の確認をお待ちください。 · The office will look into it.";

const way = WAYS[location.pathname.slice(1)];
const told = new URLSearchParams(location.hash.slice(1));
const token = told.get("token");
// Nobody who looks at the address or the history finds the token there.
history.replaceState(null, "", location.pathname);

const form = document.querySelector("form");
const says = document.querySelector("[role=status]");
const field = (name) => form.elements.namedItem(name);
field("network").value = told.get("network") ?? "";

let step = token || !way.ask ? way.bring : way.ask;
show(token ? [] : step === way.bring ? ["email", "code"] : []);

function show(more) {
  const wanted = new Set([...step.fields, ...more]);
  for (const label of form.querySelectorAll("[data-for]")) label.hidden = !wanted.has(label.dataset.for);
  form.querySelector("button").textContent = step.words;
}

function answered() {
  const given = { network: field("network").value.trim() };
  for (const label of form.querySelectorAll("[data-for]:not([hidden])")) {
    const value = field(label.dataset.for).value.trim();
    if (value) given[label.dataset.for] = value;
  }
  if (token) given.token = token;
  return given;
}

async function send(input) {
  const shown = step === way.ask ? "requested" : step.mutation === "proveClaim" ? "status token" : "token";
  const query = `mutation($input: ${step.input}!) { done: ${step.mutation}(input: $input) { ${shown} refusal { message } } }`;
  const answer = await fetch("/graphql", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ query, variables: { input } }),
  });
  const { data, errors } = await answer.json();
  return data?.done ?? { refusal: { message: errors?.[0]?.message ?? answer.statusText } };
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const done = await send(answered()).catch((error) => ({ refusal: { message: String(error) } }));
  if (done.refusal) {
    says.textContent = done.refusal.message;
  } else if (done.requested) {
    says.textContent = MAILED;
    step = way.bring;
    show(["email", "code"]);
  } else if (done.token) {
    says.textContent = `Authorization: Bearer ${done.token}`;
    form.hidden = true;
    document.querySelector("p[hidden]").hidden = false;
  } else {
    says.textContent = PENDING;
    form.hidden = true;
  }
});
