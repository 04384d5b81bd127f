// SPDX-License-Identifier: Apache-2.0
// What the gateway's short words mean.

const WAITS = {
  quota: ['Limit', 'the provider’s'],
  backoff: ['Pause', 'before the next'],
  refresh: ['Credential', 'a fresh one']
};
const REASONS = {
  connect_error: 'nothing had been sent when it failed',
  network_error: 'it failed later, or no answer came in time',
  provider_remaining: 'the provider says that nothing is left',
  preconfigured_at: 'the provider says until when to wait',
  preconfigured_after: 'the provider says how long to wait',
  preconfigured_in_body: 'the answer’s body says that it was refused for a limit',
  retry_after: 'Retry-After says how long to wait',
  throttled: 'the provider refused it for a limit',
  credential_renewed: 'the credential was rejected, and there is another one now',
  not_retryable: 'another attempt would end the same way',
  not_idempotent: 'the method may have been acted on; an Idempotency-Key, or Retry-On, would allow it',
  credential_rejected: 'the credential was rejected, and nothing renews it',
  credential_not_renewed: 'the credential was rejected, and no other is to be had now',
  body_too_large_to_replay: 'the body is too large to be kept for another attempt',
  body_not_replayable: 'the body was not read to its end',
  replay_memory_full: 'too many bodies are kept already',
  attempts_exhausted: 'the retries that were asked for are used up',
  budget_exhausted: 'too many calls to this host are repeated already',
  hint_beyond_deadline: 'the provider asks for more time than the call has',
  deadline: 'the pause would outlast the call',
  circuit_open: 'the host is left alone now, because it failed too often'
};
const PATTERNS = [
  [/^status_code_(\d+)$/, (status) => `${status} is usually worth another attempt`],
  [/^retry_on_(\d+)$/, (status) => `Retry-On names ${status}`],
  [/^provider_error_code_(.+)$/, (rule) => `the catalogue names this answer for the provider (${rule})`]
];

export const waitName = (kind) => WAITS[kind]?.[0] ?? 'Wait';

export const waitWords = (kind) => WAITS[kind]?.[1] ?? kind;

/** Why something was repeated or not; empty when the word is not known. */
export function reasonWords(reason) {
  const [pattern, words] = PATTERNS.find(([known]) => known.test(reason)) ?? [];
  return REASONS[reason] ?? (pattern ? words(pattern.exec(reason)[1]) : '');
}
