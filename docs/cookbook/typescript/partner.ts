// Keeps a company's jobs in its alumni network under one's own ids, and follows what happens there.
//   node partner.ts put jobs.json
//   node partner.ts advance moves.json
//   node partner.ts follow cursor.txt
// ENISHI_URL and ENISHI_TOKEN say where, and who. Prints one line of JSON a job or event.
import { readFileSync } from "node:fs";
import { ask, WrittenOff } from "./ask.ts";
import { follow } from "./follow.ts";
import {
  AdvanceApplicationDocument,
  type AdvanceApplicationInput,
  PutJobDocument,
  type PutJobInput,
  type RefusalCode,
} from "./generated/graphql.ts";

const PATIENCE = 5;

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new WrittenOff(`Set ${name}.`);
  return value;
}

const url = setting("ENISHI_URL");
const token = setting("ENISHI_TOKEN");

interface Payload {
  refusal: { code: RefusalCode; message: string; path: string[]; retryAfter?: number } | null;
}

const put = async (input: PutJobInput) => (await ask(url, token, PutJobDocument, { input })).putJob;
const advance = async (input: AdvanceApplicationInput) =>
  (await ask(url, token, AdvanceApplicationDocument, { input })).advanceApplication;

/** Does something, waiting where it is too often; whether it was taken. */
async function taken(of: string, act: () => Promise<Payload | null>): Promise<boolean> {
  for (let tries = 0; tries < PATIENCE; tries++) {
    const payload = await act();
    const seconds = payload?.refusal?.retryAfter;
    if (seconds === undefined) {
      console.log(JSON.stringify({ of, ...payload }));
      return payload?.refusal === null;
    }
    await new Promise((done) => setTimeout(done, seconds * 1000));
  }
  throw new WrittenOff(`${of} was too often in vain.`);
}

async function each<Input>(file: string, act: (input: Input) => Promise<Payload | null>, of: (input: Input) => string) {
  for (const input of JSON.parse(readFileSync(file, "utf8")) as Input[]) {
    if (!(await taken(of(input), () => act(input)))) process.exitCode = 1;
  }
}

const [command, file] = process.argv.slice(2);
try {
  if (command === "put" && file) await each(file, put, (job) => job.externalId);
  else if (command === "advance" && file) await each(file, advance, (move) => move.applicationId);
  else if (command === "follow" && file) await follow(url, token, file, (item) => console.log(JSON.stringify(item)));
  else throw new WrittenOff("put FILE.json, advance FILE.json, or follow CURSOR-FILE");
} catch (fault) {
  if (!(fault instanceof WrittenOff)) throw fault;
  console.error(fault.message);
  process.exitCode = 2;
}
