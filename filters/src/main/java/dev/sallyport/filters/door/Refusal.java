// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

import dev.sallyport.filters.error.ErrorCode;

/**
 * Why a request goes no further than the door; after it the connection is closed.
 *
 * @param message fixed text: nothing the caller sent is repeated
 */
record Refusal(ErrorCode code, String message) {

    static Refusal invalidRequest(String message) {
        return new Refusal(ErrorCode.INVALID_REQUEST, message);
    }

    static Refusal invalidPath(String message) {
        return new Refusal(ErrorCode.INVALID_PATH, message);
    }
}
