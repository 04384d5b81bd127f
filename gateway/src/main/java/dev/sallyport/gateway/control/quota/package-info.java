// SPDX-License-Identifier: Apache-2.0
/** What providers' limits leave, over HTTP. */
@NullMarked
package dev.sallyport.gateway.control.quota;

import org.jspecify.annotations.NullMarked;
