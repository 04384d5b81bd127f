// SPDX-License-Identifier: Apache-2.0
/** Root. */
@NullMarked
package dev.sallyport.gateway;

import org.jspecify.annotations.NullMarked;
