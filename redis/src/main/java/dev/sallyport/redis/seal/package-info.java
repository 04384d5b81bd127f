// SPDX-License-Identifier: Apache-2.0
/** Encryption at rest: keys, envelope and the re-sealing of rows under older keys. */
@NullMarked
package dev.sallyport.redis.seal;

import org.jspecify.annotations.NullMarked;
