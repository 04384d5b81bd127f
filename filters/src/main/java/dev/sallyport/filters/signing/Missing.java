// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.signing;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;

/** What signatures need and nobody configured. */
final class Missing {

    private Missing() {}

    /**
     * @param variable where the value is looked for, such as {@code connectionConfig.accountId}
     * @param expected what it is for
     */
    static GatewayException value(String variable, String expected) {
        return new GatewayException(
                        ErrorCode.MISSING_CONNECTION_CONFIG,
                        variable + ": no usable value (expected: " + expected + ")")
                .with("variable", variable);
    }
}
