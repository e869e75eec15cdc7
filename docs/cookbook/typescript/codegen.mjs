// Writes generated/graphql.ts: the types of documents/*.graphql, as schema.graphql has them.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { codegen } from "@graphql-codegen/core";
import * as documents from "@graphql-codegen/typed-document-node";
import * as operations from "@graphql-codegen/typescript-operations";
import { parse } from "graphql";

const FILE = "generated/graphql.ts";

async function read(path) {
  return { location: path, document: parse(await readFile(path, "utf8")) };
}

const names = (await readdir("documents")).sort();
const written = await codegen({
  filename: FILE,
  schema: (await read("schema.graphql")).document,
  documents: await Promise.all(names.map((name) => read(`documents/${name}`))),
  config: { useTypeImports: true, enumType: "string-literal", scalars: { ID: "string", Date: "string", DateTime: "string" } },
  plugins: [{ operations: {} }, { documents: {} }],
  pluginMap: { operations, documents },
});
await mkdir("generated", { recursive: true });
await writeFile(FILE, written);
