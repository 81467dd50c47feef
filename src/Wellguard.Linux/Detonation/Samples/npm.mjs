// Loads a package and calls what it exports with arguments of the usual kinds: test.mjs NAME [FIRST].
// Each round is a process of its own; one that ends early or hangs is followed by one that goes on behind the function.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';

const [name, first] = process.argv.slice(2);
const place = '/tmp/.at';
const most = 30, rounds = 2, patience = 5000;

if (first === undefined) {
  let next = -1;
  for (let round = 0; round < rounds; round++) {
    writeFileSync(place, String(next));
    const { status } = spawnSync(process.execPath, [process.argv[1], name, String(next + 1)], { stdio: 'inherit', timeout: patience });
    const at = Number(readFileSync(place, 'utf8'));
    if (status === 0 || at <= next) break;
    next = at;
  }
  process.exit(0);
}

const values = [
  ['https://example.com/', { name: 'app', url: 'https://example.com/' }, () => { }],
  [],
  [{ name: 'app', path: '/root/app', env: process.env }, () => { }],
];
let loaded;
try { loaded = createRequire(process.cwd() + '/')(name); }
catch { try { loaded = await import(name); } catch (problem) { console.error(String(problem).split('\n')[0]); process.exit(0); } }

const functions = [], seen = new Set();
(function collect(value, depth) {
  if (value === null || depth > 2 || seen.has(value) || functions.length >= most) return;
  if (typeof value === 'function') functions.push(value);
  if (typeof value !== 'object' && typeof value !== 'function') return;
  seen.add(value);
  for (const key of Object.getOwnPropertyNames(value)) {
    if (['prototype', 'caller', 'callee', 'arguments'].includes(key)) continue;
    try { collect(value[key], depth + 1); } catch { }
  }
})(loaded, 0);

const wait = promise => Promise.race([promise, new Promise(done => setTimeout(done, 100))]);
process.on('uncaughtException', () => { });
process.on('unhandledRejection', () => { });
for (let i = Number(first); i < functions.length; i++) {
  writeFileSync(place, String(i));
  for (const list of values) {
    try { await wait(functions[i](...list)); }
    catch { try { await wait(new functions[i](...list)); } catch { } }
  }
}
setTimeout(() => process.exit(0), 700);
