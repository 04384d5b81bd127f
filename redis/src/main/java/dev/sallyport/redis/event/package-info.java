// SPDX-License-Identifier: Apache-2.0
/** What replicas share of telling receivers of events: deliveries that are not done, and the keys they are signed with. */
@NullMarked
package dev.sallyport.redis.event;

import org.jspecify.annotations.NullMarked;
