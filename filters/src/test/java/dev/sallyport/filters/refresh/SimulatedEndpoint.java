// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.refresh.AuthorizationServer.Mood;
import dev.sallyport.filters.refresh.SimulatedReplica.Point;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** The way to the authorization server; the check before the send and the send are one moment. */
final class SimulatedEndpoint implements TokenEndpoint {

    private final SimulatedReplica replica;
    private final Simulation simulation;

    SimulatedEndpoint(SimulatedReplica replica) {
        this.replica = replica;
        this.simulation = replica.simulation;
    }

    @Override
    public boolean renews(Credential credential) {
        return true;
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public Mono<TokenOutcome> request(Subject subject, BooleanSupplier mayStillSend) {
        int number = Simulation.numberOf(subject.connection());
        return Mono.<TokenOutcome>create(sink -> {
                    replica.pass(Point.BEFORE_REQUEST);
                    long connecting = simulation.trouble.badServer() && simulation.chance(0.05)
                            ? simulation.between(1_000, 9_000)
                            : simulation.between(0, 50);
                    simulation.at(connecting, () -> replica.inside(() -> send(number, mayStillSend, sink)));
                })
                .timeout(
                        Duration.ofSeconds(10),
                        Mono.fromSupplier(() -> new TokenOutcome.Unknown("timeout")),
                        new SimulatedTimers(replica));
    }

    private void send(int number, BooleanSupplier mayStillSend, MonoSink<TokenOutcome> sink) {
        if (!mayStillSend.getAsBoolean()) {
            sink.success(new TokenOutcome.Unsent("not_allowed"));
            return;
        }
        simulation.note(replica.name + " sends refresh-" + number);
        if (!simulation.maySend(replica.leaseToken)) {
            simulation.violation(replica.name + " uses refresh-" + number + " without the lease");
        }
        if (simulation.wasJournaledBefore(number, replica.journalReadAt)) {
            simulation.violation(replica.name + " uses refresh-" + number + " although a newer one was journaled");
        }
        Mood mood = simulation.server.mood;
        simulation.at(replica.latency(), () -> {
            TokenOutcome outcome = mood == Mood.DEAF ? null : simulation.server.use(number);
            if (outcome != null && mood != Mood.MUTE) {
                simulation.at(
                        simulation.between(1, 400),
                        () -> replica.inside(() -> {
                            replica.pass(Point.ANSWERED);
                            replica.inside(() -> sink.success(outcome));
                        }));
            }
        });
        replica.pass(Point.REQUEST_SENT);
    }
}
