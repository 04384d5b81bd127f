// SPDX-License-Identifier: Apache-2.0
import { createServer } from 'node:http';

/** A provider on loopback that answers with what it received. */
export function startUpstream() {
  const server = createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const status = Number(new URL(request.url, 'http://upstream').searchParams.get('status') ?? 200);
      response.writeHead(status, { 'content-type': 'application/json', 'x-upstream': 'yes' });
      response.end(
        JSON.stringify({
          method: request.method,
          url: request.url,
          headers: request.headers,
          body: Buffer.concat(parts).toString()
        })
      );
    });
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
