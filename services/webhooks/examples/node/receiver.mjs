// A receiver of webhooks without any package: WEBHOOK_SECRET=whsec_… PORT=3000 node receiver.mjs
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

const TOLERANCE_SECONDS = 5 * 60;

/** Is it ours, unchanged, and sent just now? `body` is a Buffer as it came, byte for byte. */
export function verify(secret, headers, body, now = Math.floor(Date.now() / 1000)) {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  if (key.length === 0) throw new Error('The secret is empty.');
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const signatures = headers['webhook-signature'];
  if (!id || !signatures || !/^[0-9]{1,15}$/.test(timestamp ?? '') || Math.abs(now - Number(timestamp)) > TOLERANCE_SECONDS) {
    return false;
  }

  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();

  // While a secret is being rotated there are several; what is not understood is passed over.
  return signatures.split(' ').some((entry) => {
    const signature = entry.startsWith('v1,') ? Buffer.from(entry.slice(3), 'base64') : Buffer.alloc(0);
    return signature.length === expected.length && timingSafeEqual(signature, expected);
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  // An event may come twice and keeps its id. Keep the ids where your data is; here they last as long as the process.
  const seen = new Set();

  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    if (request.method !== 'POST' || !verify(process.env.WEBHOOK_SECRET, request.headers, body)) {
      response.writeHead(400).end();
      return;
    }

    if (!seen.has(request.headers['webhook-id'])) {
      seen.add(request.headers['webhook-id']);
      const event = JSON.parse(body.toString('utf8'));
      console.log(`${event.type} ${event.id}`);
    }

    // Within 15 seconds, or it counts as failed: put long work aside first.
    response.writeHead(204).end();
  });
  server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => console.log(`listening ${server.address().port}`));
}
