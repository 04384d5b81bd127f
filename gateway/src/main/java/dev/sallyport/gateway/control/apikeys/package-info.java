// SPDX-License-Identifier: Apache-2.0
/** API keys over HTTP: made, listed, revoked. */
@NullMarked
package dev.sallyport.gateway.control.apikeys;

import org.jspecify.annotations.NullMarked;
