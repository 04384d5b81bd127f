// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.refresh.Setback.Kind;
import reactor.core.publisher.Mono;

/** Whether connections' credentials can still be renewed, for those who show connections and those who repair them. */
public final class ConnectionHealth {

    private final RefreshSetbacks setbacks;
    private final RefreshObserver observer;

    public ConnectionHealth(RefreshSetbacks setbacks, RefreshObserver observer) {
        this.setbacks = setbacks;
        this.observer = observer;
    }

    /** Why the connection's credential was not renewed the last time; empty when all is well. */
    public Mono<Setback> problemOf(Connection connection) {
        return connection.credential().isRenewable()
                ? setbacks.find(connection.key())
                        .filter(setback -> setback.concerns(Fingerprint.of(connection.credential())))
                : Mono.empty();
    }

    /**
     * Somebody gave the connection another credential. That alone frees it; this only tidies, and tells that a broken one is
     * whole again.
     *
     * @param before as it was
     */
    public Mono<Void> repaired(Connection before) {
        return GrantKeeper.harmless(problemOf(before)
                .doOnNext(setback -> {
                    if (setback.kind() == Kind.REFUSED) {
                        observer.recovered(before.key(), before.provider());
                    }
                })
                .flatMap(_ -> setbacks.clear(before.key())));
    }
}
