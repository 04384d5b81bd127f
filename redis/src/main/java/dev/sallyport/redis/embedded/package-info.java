// SPDX-License-Identifier: Apache-2.0
/** A real redis-server as a child process, for a machine without one. */
@NullMarked
package dev.sallyport.redis.embedded;

import org.jspecify.annotations.NullMarked;
