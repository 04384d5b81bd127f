// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import static dev.sallyport.filters.refresh.Histories.PATIENCE;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.error.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** A call that needs the credential. */
final class SimulatedCaller {

    private final Simulation simulation;
    final SimulatedReplica replica;
    private @Nullable Disposable waiting;
    boolean answered;
    boolean left;
    int number = -1;

    @Nullable
    ErrorCode code;

    SimulatedCaller(Simulation simulation, SimulatedReplica replica) {
        this.simulation = simulation;
        this.replica = replica;
    }

    void call() {
        replica.inside(() -> {
            Subject subject = replica.subject();
            if (replica.refresher.isUsable(subject)) {
                got(subject.connection());
            } else {
                wait(replica.refresher.renewed(subject, Waiter.of(PATIENCE)));
            }
        });
    }

    void unauthorized(Subject used) {
        replica.inside(() -> wait(replica.refresher.afterUnauthorized(used, Waiter.of(PATIENCE))));
    }

    void leave() {
        left = !answered;
        if (waiting != null) {
            waiting.dispose();
        }
    }

    private void wait(Mono<Connection> renewed) {
        waiting = renewed.subscribe(this::got, this::failed, () -> answered = true);
    }

    private void got(Connection connection) {
        answered = true;
        number = Simulation.numberOf(connection);
    }

    private void failed(Throwable error) {
        answered = true;
        switch (error) {
            case GatewayException known -> code = known.code();
            case StoreUnavailableException away -> code = ErrorCode.STORE_UNAVAILABLE;
            default -> simulation.violation("a caller got " + error);
        }
    }
}
