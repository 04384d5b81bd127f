// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.rules;

/** What stands where a value should be, so that a rule never meets null. */
enum Gap {
    /** JSON null. */
    NULL,
    /** No such member. */
    UNDEFINED
}
