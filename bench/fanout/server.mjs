// graphql-ws on graphql-js: an async generator a subscription, DataLoaders that batch over all sockets of an event.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import DataLoader from "dataloader";
import { buildSchema } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { Redis } from "ioredis";
import postgres from "postgres";
import { WebSocketServer } from "ws";

const url = new URL(process.env.DATABASE_URL.replace("//postgres:@/", "//postgres@localhost/"));
const sql = postgres({
  host: url.searchParams.get("host") ?? url.hostname,
  port: Number(url.port || 5432),
  user: "postgres",
  database: url.pathname.slice(1),
  max: 8,
});

const READS = Object.fromEntries(
  readFileSync(new URL("./reads.sql", import.meta.url), "utf8")
    .split("-- name: ").slice(1)
    .map((part) => [part.slice(0, part.indexOf("\n")), part.slice(part.indexOf("\n") + 1)]),
);
const read = (name, ...values) => sql.unsafe(READS[name], values, { prepare: true });

// One for an event: what differs between viewers is loaded for all of them at once, the rest once.
class Reader {
  constructor(post) {
    this.post = post;
    this.once = new Map();
    this.loaders = new Map();
  }
  rows(name, key) {
    if (!this.once.has(name)) this.once.set(name, read(name, key));
    return this.once.get(name);
  }
  of(name, viewer, key, otherwise) {
    if (!this.loaders.has(name)) this.loaders.set(name, this.loader(name, key, otherwise));
    return this.loaders.get(name).load(viewer);
  }
  loader(name, key, otherwise) {
    return new DataLoader(async (viewers) => {
      const found = new Map((await read(name, viewers, key)).map((row) => [row.viewer, row.value]));
      return viewers.map((viewer) => found.get(viewer) ?? otherwise);
    });
  }
}

class Author {
  constructor(reader, viewer, row) {
    Object.assign(this, { reader, viewer, id: row.id, displayName: row.display_name, headline: row.headline });
  }
  attributes() { return this.reader.rows("attributes", this.id); }
  sharedAttributeCount() { return this.reader.of("shared", this.viewer, this.id, 0); }
}

class Post {
  constructor(reader, viewer, row) {
    Object.assign(this, { reader, viewer, row, id: row.id, body: row.body, createdAt: row.created_at.toISOString() });
  }
  async author() {
    if (!(await this.reader.of("known", this.viewer, this.row.author_id, false))) return null;
    const [row] = await this.reader.rows("author", this.row.author_id);
    return new Author(this.reader, this.viewer, row);
  }
  async group() { return this.row.group_id && (await this.reader.rows("group", this.row.group_id))[0]; }
  reactionCount() { return this.reader.of("reactions", this.viewer, this.id, 0); }
  commentCount() { return this.reader.of("comments", this.viewer, this.id, 0); }
  viewerHasReacted() { return this.reader.of("reacted", this.viewer, this.id, false); }
}

const queues = new Set();

class Queue {
  constructor() {
    this.waiting = [];
    this.wake = null;
  }
  put(reader) {
    this.waiting.push(reader);
    this.wake?.();
  }
  async next() {
    while (!this.waiting.length) await new Promise((resolve) => { this.wake = resolve; });
    return this.waiting.shift();
  }
}

async function* postPublished(_, { viewer }) {
  const queue = new Queue();
  queues.add(queue);
  try {
    for (;;) {
      const reader = await queue.next();
      if (!(await reader.of("seen", viewer, reader.post, false))) continue;
      const [row] = await reader.rows("post", reader.post);
      yield { postPublished: { post: new Post(reader, viewer, row) } };
    }
  } finally {
    queues.delete(queue);
  }
}

const schema = buildSchema(readFileSync(new URL("./schema.graphql", import.meta.url), "utf8"));
schema.getSubscriptionType().getFields().postPublished.subscribe = (_, args, context) => postPublished(args, context);

const redis = new Redis(process.env.REDIS_URL);
await redis.subscribe(process.env.CHANNEL);
redis.on("message", (_, post) => {
  const reader = new Reader(post);
  for (const queue of queues) queue.put(reader);
});

const http = createServer((_, response) => response.end("ok"));
const sockets = new WebSocketServer({ server: http, path: "/graphql" });
useServer({ schema, context: ({ connectionParams }) => ({ viewer: connectionParams.viewer }) }, sockets);
http.listen({ port: Number(process.env.PORT), host: "127.0.0.1", backlog: 1024 });
