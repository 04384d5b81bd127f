// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.metrics;

import java.util.Set;

/**
 * Reasons of retries as a label. Those that carry a value lose it, since callers and catalogue choose it; only the statuses
 * that are worth repeating anyway are told apart.
 */
final class RetryReasons {

    private static final String OF_STATUS = "status_code_";
    private static final String OF_PROVIDER = "provider_error_code_";
    private static final String OF_CALLER = "retry_on_";
    private static final Set<String> STATUSES = Set.of(
            "status_code_401",
            "status_code_429",
            "status_code_500",
            "status_code_502",
            "status_code_503",
            "status_code_504");

    /** More than there are words. */
    private static final int WORDS = 40;

    private final BoundedLabel words = new BoundedLabel(WORDS);

    String of(String reason) {
        if (reason.startsWith(OF_STATUS)) {
            return STATUSES.contains(reason) ? reason : "status_code";
        }
        if (reason.startsWith(OF_PROVIDER)) {
            return "provider_error_code";
        }
        return reason.startsWith(OF_CALLER) ? "retry_on" : words.of(reason);
    }
}
