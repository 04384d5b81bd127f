// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.retry;

/** Whether a call whose credential is rejected can get another one. */
enum Renewal {
    /** Nothing here renews it. */
    IMPOSSIBLE,
    /** It can be tried, once. */
    POSSIBLE,
    /** The call has another one already. */
    DONE,
    /** It was tried, and there is none. */
    IN_VAIN
}
