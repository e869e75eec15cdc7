// Asks over HTTP.
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";

/** What it makes no sense to try again. */
export class WrittenOff extends Error {}

interface Fault {
  message: string;
  path?: readonly (string | number)[];
  extensions?: Record<string, unknown>;
}

/** The errors of an answer, one a line: the code, the place, the scope that is missing, and why. */
export function told(faults: readonly Fault[]): string {
  return faults
    .map(({ message, path, extensions }) => {
      const scope = extensions?.["scope"];
      return [extensions?.["code"], path?.join("."), scope && `(${String(scope)})`, message].filter(Boolean).join(" ");
    })
    .join("\n");
}

/** The data of an answer. Throws WrittenOff with the errors where there are any. */
export async function ask<Data, Variables>(
  url: string,
  token: string,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ query: print(document), variables }),
  });
  const { data, errors } = (await answer.json()) as { data?: Data; errors?: Fault[] };
  if (errors || !data) throw new WrittenOff(told(errors ?? [{ message: `HTTP ${answer.status}` }]));
  return data;
}
