// SPDX-License-Identifier: Apache-2.0
// A call as a command line for the gateway. The key is the shell's to know: nothing secret was recorded, and nothing is added.

const MASK = '[redacted]';
const OURS = /^(authorization|accept-encoding|proxy-authorization|cookie|host|content-length|transfer-encoding|connection|keep-alive|te|trailer|upgrade|expect|via|forwarded|x-forwarded-.*|x-real-ip|traceparent|tracestate|baggage|sentry-trace|provider-config-key|connection-id)$/;

export function curl({ method, path, query, integration, connection, request_headers: headers, request_bytes: size }) {
  const kept = (headers ?? []).filter(({ name, value }) => !OURS.test(name.toLowerCase()) && !value.includes(MASK));
  const target = path + (query ? `?${query}` : '');
  return [
    ...(isMasked(target) ? ['# Part of the address was not recorded; put it in where it says [redacted].'] : []),
    ...(size > 0 ? ['# Its body was not recorded; add one with --data.'] : []),
    [
      `curl -sS --globoff ${method === 'HEAD' ? '--head' : `-X ${quoted(method)}`} "\${SALLYPORT_URL:-http://localhost:8080}"${quoted(target)}`,
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
