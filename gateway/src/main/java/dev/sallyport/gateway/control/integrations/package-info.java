// SPDX-License-Identifier: Apache-2.0
/** The integrations of an environment over HTTP. */
@NullMarked
package dev.sallyport.gateway.control.integrations;

import org.jspecify.annotations.NullMarked;
