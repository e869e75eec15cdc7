// Follows the stream over a WebSocket, and goes on where it stood: after a cut, and after an end of this program.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { print } from "graphql";
import { createClient } from "graphql-ws";
import { told, WrittenOff } from "./ask.ts";
import { StreamDocument, type StreamSubscription } from "./generated/graphql.ts";

export type Item = StreamSubscription["stream"];

const FORBIDDEN = 4403; // the token is over
const MOST_SECONDS = 30;

function cursorIn(file: string): string | null {
  try {
    return readFileSync(file, "utf8").trim() || null;
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw fault;
  }
}

/** Keeps a cursor so that a program that ends in the middle of it finds the old or the new one. */
function keep(file: string, cursor: string): void {
  writeFileSync(`${file}.new`, cursor);
  renameSync(`${file}.new`, file);
}

/** A pause that grows, with chance in it, so that not all clients come back at once. */
function pause(retries: number): Promise<void> {
  const seconds = Math.min(2 ** retries / 4, MOST_SECONDS) * (0.5 + Math.random() / 2);
  return new Promise((done) => setTimeout(done, seconds * 1000));
}

/** Hands on each item, then keeps its cursor, so that nothing is passed over; throws where the server says why it ends. */
export function follow(url: string, token: string, file: string, handle: (item: Item) => void): Promise<void> {
  const client = createClient({
    url: url.replace(/^http/, "ws"),
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: Infinity,
    retryWait: pause,
    shouldRetry: (fault) => !(isClose(fault) && fault.code === FORBIDDEN),
  });
  // The request is sent as it is when the client comes back.
  const request = { query: print(StreamDocument), variables: { after: cursorIn(file) } };
  return new Promise((done, failed) => {
    client.subscribe<StreamSubscription>(request, {
      next({ data, errors }) {
        if (errors) return failed(new WrittenOff(told(errors)));
        if (!data) return;
        handle(data.stream);
        request.variables.after = data.stream.cursor;
        keep(file, data.stream.cursor);
      },
      error: (fault) => failed(new WrittenOff(reason(fault))),
      complete: done,
    });
  });
}

/** Was the socket closed, and not torn or refused? */
function isClose(fault: unknown): fault is { code: number; reason: string } {
  return typeof fault === "object" && fault !== null && "code" in fault && "reason" in fault;
}

function reason(fault: unknown): string {
  if (Array.isArray(fault)) return told(fault);
  if (isClose(fault)) return `${fault.code} ${fault.reason}`;
  return fault instanceof Error ? fault.message : String(fault);
}
