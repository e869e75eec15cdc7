// Keeps a company's jobs in its alumni network under one's own ids, and follows what happens there.
//   node partner.ts put jobs.json
//   node partner.ts follow cursor.txt
// ENISHI_URL and ENISHI_TOKEN say where, and who. Prints one line of JSON a job or event.
import { readFileSync } from "node:fs";
import { ask, WrittenOff } from "./ask.ts";
import { follow } from "./follow.ts";
import { PutJobDocument, type PutJobInput } from "./generated/graphql.ts";

const PATIENCE = 5;

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new WrittenOff(`Set ${name}.`);
  return value;
}

const url = setting("ENISHI_URL");
const token = setting("ENISHI_TOKEN");

/** Puts a job, waiting where it is too often; whether it was taken. */
async function put(input: PutJobInput): Promise<boolean> {
  for (let tries = 0; tries < PATIENCE; tries++) {
    const { refusal, job } = (await ask(url, token, PutJobDocument, { input })).putJob ?? {};
    if (refusal && "retryAfter" in refusal) {
      await new Promise((done) => setTimeout(done, refusal.retryAfter * 1000));
      continue;
    }
    console.log(JSON.stringify(refusal ? { externalId: input.externalId, refusal } : job));
    return !refusal;
  }
  throw new WrittenOff(`${input.externalId} was too often in vain.`);
}

async function putAll(file: string): Promise<void> {
  const jobs = JSON.parse(readFileSync(file, "utf8")) as PutJobInput[];
  for (const job of jobs) {
    if (!(await put(job))) process.exitCode = 1;
  }
}

const [command, file] = process.argv.slice(2);
try {
  if (command === "put" && file) await putAll(file);
  else if (command === "follow" && file) await follow(url, token, file, (item) => console.log(JSON.stringify(item)));
  else throw new WrittenOff("put FILE.json, or follow CURSOR-FILE");
} catch (fault) {
  if (!(fault instanceof WrittenOff)) throw fault;
  console.error(fault.message);
  process.exitCode = 2;
}
