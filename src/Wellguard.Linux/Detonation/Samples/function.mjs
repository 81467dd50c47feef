// Loads a file of a function and calls its handlers with events of the usual kinds: bootstrap.mjs FILE
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';

const file = resolve(process.argv[2]);
const events = [
  { httpMethod: 'POST', path: '/', headers: { 'content-type': 'application/json' }, queryStringParameters: { q: 'example' }, body: '{"name":"example"}', isBase64Encoded: false },
  { Records: [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'app-data' }, object: { key: 'in/example.csv', size: 120 } } }] },
  { Records: [{ eventSource: 'aws:sqs', messageId: '1', body: '{"name":"example"}' }] },
  { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} },
];
process.on('uncaughtException', problem => console.error(String(problem)));
process.on('unhandledRejection', problem => console.error(String(problem)));
let loaded;
try { loaded = createRequire(file)(file); } catch { loaded = await import(pathToFileURL(file).href); }
const functions = typeof loaded === 'function' ? [loaded] : Object.values({ ...loaded, ...(loaded.default ?? {}) }).filter(value => typeof value === 'function');
const response = { set: () => response, status: () => response, send: () => { }, json: () => { }, end: () => { }, setHeader: () => { } };
for (const handler of functions.slice(0, 10)) {
  for (const event of events) {
    const context = { functionName: 'app', awsRequestId: '1', log: () => { }, res: response, done: () => { }, getRemainingTimeInMillis: () => 3000 };
    const call = async () => handler({ ...event, method: 'POST', query: {}, get: () => '' }, Object.assign(context, response), () => { });
    try { await Promise.race([call(), new Promise(done => setTimeout(done, 5000))]); } catch (problem) { console.error(String(problem)); }
  }
}
setTimeout(() => process.exit(0), 1500);
