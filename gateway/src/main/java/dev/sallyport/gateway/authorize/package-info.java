// SPDX-License-Identifier: Apache-2.0
/** The pages that an end user's browser passes through while a connection is authorized. */
@NullMarked
package dev.sallyport.gateway.authorize;

import org.jspecify.annotations.NullMarked;
