// SPDX-License-Identifier: Apache-2.0
/** The connect page, where an end user makes or repairs a connection, and what it asks the gateway. */
@NullMarked
package dev.sallyport.gateway.control.connect;

import org.jspecify.annotations.NullMarked;
