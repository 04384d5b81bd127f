// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.connection.ConnectionKey;
import reactor.core.publisher.Mono;

/** Wakes those who wait for another replica's refresh. Notices may be lost, so whoever waits also asks by himself. */
public interface RefreshNotices {

    /** Tells every replica that the refresh of this connection ended somehow. */
    Mono<Void> publish(ConnectionKey key);

    /** Completes with the next notice about the connection; never fails. */
    Mono<Void> next(ConnectionKey key);
}
