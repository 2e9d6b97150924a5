// The official Node SDK at the end of a pipe: what happens to it is written as lines of JSON, what it shall do is read.
// Arguments: the path of the package, the client's options. A line {"id", "call", "args"} calls a method of the client
// (a function of the package when the name begins with a colon); {"bytes": "…"} stands for a Buffer in base64.
"use strict";

const crypto = require("node:crypto");
const readline = require("node:readline");

const sdk = require(process.argv[2]);
const quiet = () => {};
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const client = new sdk.WSClient({ ...JSON.parse(process.argv[3]), logger });

const shown = (value) => {
  if (Buffer.isBuffer(value)) return { bytes: value.toString("base64") };
  if (value instanceof Error) return { name: value.name, message: value.message, code: value.code };
  return value;
};
// what decryptFile opens, sealed with the SDK's own filling and the machine's own cipher
const seal = (content, key) => {
  const cipher = crypto.createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(sdk.pkcs7Pad(content, 32)), cipher.final()]);
};
const functions = { ...sdk, seal };
const write = (line) => process.stdout.write(JSON.stringify(line) + "\n");
const given = (_, value) => (value && value.bytes !== undefined ? Buffer.from(value.bytes, "base64") : value);

for (const name of ["connected", "authenticated", "disconnected", "reconnecting", "error", "message", "event"]) {
  client.on(name, (detail) => write({ happened: name, detail: shown(detail) }));
}

readline.createInterface({ input: process.stdin }).on("line", async (line) => {
  const { id, call, args } = JSON.parse(line, given);
  try {
    const result = await (call.startsWith(":") ? functions[call.slice(1)](...args) : client[call](...args));
    const fields = result && Buffer.isBuffer(result.buffer) ? { ...result, buffer: shown(result.buffer) } : shown(result);
    write({ id, result: result === client ? null : fields });
  } catch (error) {
    write({ id, error: shown(error) });
  }
}).on("close", () => process.exit(0));
