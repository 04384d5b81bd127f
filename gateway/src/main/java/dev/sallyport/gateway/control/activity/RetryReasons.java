// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.activity;

import dev.sallyport.filters.activity.ActivitySummary;

/** Why a call that failed was not sent again, from the words of {@code Sallyport-Retry-Reason}. */
final class RetryReasons {

    private RetryReasons() {}

    /** A clause; empty where the failure itself says it. */
    static String whyNotRepeated(String reason, ActivitySummary call) {
        String why = switch (reason) {
            case "not_idempotent" -> "a " + call.method() + " may have had its effect already";
            case "attempts_exhausted" -> "that was the last attempt of those allowed";
            case "budget_exhausted" -> "too many calls to this host were being repeated already";
            case "hint_beyond_deadline" -> "the provider asked for a longer wait than the call had time";
            case "deadline" -> "the call had no time left";
            case "body_too_large_to_replay" -> "its body is too large to be kept for that";
            case "body_not_replayable" -> "its body had been streamed and was gone";
            case "replay_memory_full" -> "the memory for bodies was full";
            case "credential_rejected" -> "nothing here can renew its credential";
            case "credential_not_renewed" -> "renewing the credential gave no new one";
            case "circuit_open" -> "the host was being left alone by then";
            default -> "";
        };
        return why.isEmpty() ? "" : "; it was not sent again because " + why;
    }

    /** What the caller can do to have such a call repeated; empty where that is nothing. */
    static String advice(String reason, ActivitySummary call) {
        return switch (reason) {
            case "not_idempotent" ->
                call.status() == 0 || call.error() != null
                        ? "; an Idempotency-Key header lets the gateway repeat it"
                        : "; an Idempotency-Key header, or Retry-On: " + call.status() + ", lets the gateway repeat it";
            case "attempts_exhausted" -> "; a higher Retries header allows more attempts";
            case "hint_beyond_deadline", "deadline" -> "; a longer Sallyport-Timeout leaves time for another attempt";
            case "replay_memory_full" -> "; SALLYPORT_RETRY_REPLAY_MEMORY says how much there is";
            default -> "";
        };
    }
}
