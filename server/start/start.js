// Shows what happens, the newest first. After a cut it goes on behind the last cursor, so nothing is missed.
const MOST = 100;
const AGAIN = 1000; // milliseconds
const list = document.querySelector("ol");
const template = document.querySelector("template");
const told = document.querySelector('[role="status"]');
let cursor = null;

function listen() {
  const source = new EventSource("/feed" + (cursor ? "?after=" + encodeURIComponent(cursor) : ""));
  source.addEventListener("next", (event) => take(JSON.parse(event.data)));
  source.addEventListener("complete", () => again(source));
  source.onerror = () => again(source);
}

function again(source) {
  source.close();
  told.textContent = "接続しなおしています… · Connecting again…";
  setTimeout(listen, AGAIN);
}

function take(result) {
  if (!result.data) {
    told.textContent = result.errors[0].message;
    return;
  }
  const item = result.data.stream;
  cursor = item.cursor;
  told.textContent = "接続中 · Connected";
  if (item.__typename === "StreamEvent") show(item);
}

function show({ kind, at, subject }) {
  const entry = template.content.cloneNode(true);
  const who = subject.author || subject.member || subject;
  const group = subject.group ? subject.group.name : "";
  entry.querySelector("time").textContent = new Date(at).toLocaleTimeString();
  entry.querySelector("b").textContent = who.displayName || who.name || "";
  entry.querySelector("span").textContent = kind.toLowerCase().replaceAll("_", " ") + (group ? " · " + group : "");
  entry.querySelector("blockquote").textContent = subject.body || "";
  list.prepend(entry);
  while (list.children.length > MOST) list.lastElementChild.remove();
}

listen();
