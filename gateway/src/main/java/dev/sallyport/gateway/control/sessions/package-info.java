// SPDX-License-Identifier: Apache-2.0
/** Connect sessions over HTTP: how a service lets an end user make or repair a connection. */
@NullMarked
package dev.sallyport.gateway.control.sessions;

import org.jspecify.annotations.NullMarked;
