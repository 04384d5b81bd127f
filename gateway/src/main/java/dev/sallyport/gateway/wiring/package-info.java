// SPDX-License-Identifier: Apache-2.0
/** Puts the parts together: one configuration per part. */
@NullMarked
package dev.sallyport.gateway.wiring;

import org.jspecify.annotations.NullMarked;
