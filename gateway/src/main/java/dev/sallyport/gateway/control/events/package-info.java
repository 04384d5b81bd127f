// SPDX-License-Identifier: Apache-2.0
/** What callers can say of how they are told of events. */
@NullMarked
package dev.sallyport.gateway.control.events;

import org.jspecify.annotations.NullMarked;
