// SPDX-License-Identifier: Apache-2.0
/** Root. */
@NullMarked
package dev.sallyport.redis;

import org.jspecify.annotations.NullMarked;
