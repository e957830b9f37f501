// Starts configurable-http-proxy with its token from a file: the environment of a process and its command
// line can be read in /proc, and a file of mode 0600 can't.
//
// node start.mjs TOKEN_FILE PROXY_SCRIPT [OPTIONS OF THE PROXY]
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [tokenFile, script] = process.argv.splice(2, 2);
process.env.CONFIGPROXY_AUTH_TOKEN = readFileSync(tokenFile, "utf8").trim();
await import(pathToFileURL(script).href);
