// SPDX-License-Identifier: Apache-2.0
/** The provider catalogue over HTTP. */
@NullMarked
package dev.sallyport.gateway.control.providers;

import org.jspecify.annotations.NullMarked;
