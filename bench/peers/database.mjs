// Where the database is, as the clients from npm want to hear it; and the schema that all peers share.
import { readFileSync } from "node:fs";

const url = new URL(process.env.DATABASE_URL.replace("//postgres:@/", "//postgres@localhost/"));

export const database = {
  host: url.searchParams.get("host") ?? url.hostname,
  port: Number(url.port || 5432),
  user: "postgres",
  database: url.pathname.slice(1),
};
export const network = process.env.BENCH_NETWORK;
export const port = Number(process.env.PORT);
export const connections = 8;
export const schema = readFileSync(new URL("./schema.graphql", import.meta.url), "utf8");
