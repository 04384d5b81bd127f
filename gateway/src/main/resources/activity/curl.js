// SPDX-License-Identifier: Apache-2.0
// A call as a command line for the gateway. The key is the shell's to know: nothing secret was recorded, and nothing is added.

const MASK = '[redacted]';
const LEFT_OUT = new Set(
  (
    'authorization proxy-authorization cookie provider-config-key connection-id accept-encoding host content-length transfer-encoding' +
    ' connection keep-alive te trailer upgrade expect via forwarded x-forwarded-for x-forwarded-host x-forwarded-proto' +
    ' x-forwarded-port x-real-ip traceparent tracestate baggage sentry-trace'
  ).split(' ')
);

export function curl({ method, path, query, integration, connection, request_headers: headers, request_bytes: size }) {
  const kept = (headers ?? []).filter(({ name, value }) => !LEFT_OUT.has(name.toLowerCase()) && !value.includes(MASK));
  const target = path + (query ? `?${query}` : '');
  const how = method === 'HEAD' ? '--head' : `-X ${quoted(method)}`;
  return [
    ...(isMasked(target) ? ['# Part of the address was not recorded; put it in where it says [redacted].'] : []),
    ...(size > 0 ? ['# Its body was not recorded; add one with --data.'] : []),
    [
      `curl -sS --globoff ${how} "\${SALLYPORT_URL:-http://localhost:8080}"${quoted(target)}`,
      '-H "Authorization: Bearer $SALLYPORT_KEY"',
      ...(integration ? [`-H ${quoted(`Provider-Config-Key: ${integration}`)}`] : []),
      ...(connection ? [`-H ${quoted(`Connection-Id: ${connection}`)}`] : []),
      ...kept.map(({ name, value }) => `-H ${quoted(`${name}: ${value}`)}`)
    ].join(' \\\n  ')
  ].join('\n');
}

/** Whether something is missing in it that was not recorded. */
export function isMasked(text) {
  return text.includes(MASK) || text.includes(encodeURIComponent(MASK));
}

/** As one word that a POSIX shell takes as it is. */
export function quoted(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
