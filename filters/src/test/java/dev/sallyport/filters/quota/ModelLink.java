// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.error.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A replica's way to the one ledger: takes time, and loses things when told to. */
final class ModelLink implements QuotaLedger {

    private static final long MILLI = 1_000_000;

    private final Agenda agenda;
    private final RandomGenerator random;
    private final LocalLedger ledger;
    private final int replicas;
    private final List<Consumer<BucketNotice>> listeners = new ArrayList<>();
    double loss;
    boolean frozen;
    boolean cut;

    ModelLink(Agenda agenda, RandomGenerator random, LocalLedger ledger, int replicas) {
        this.agenda = agenda;
        this.random = random;
        this.ledger = ledger;
        this.replicas = replicas;
    }

    @Override
    public Mono<Standing> settle(Claim claim) {
        return Mono.create(sink -> {
            if (cut) {
                sink.error(new StoreUnavailableException("disconnected"));
                return;
            }
            if (frozen || random.nextDouble() < loss / 2) {
                return;
            }
            agenda.in(delay(), () -> {
                Standing standing = ledger.settle(claim).block();
                if (random.nextDouble() >= loss / 2) {
                    agenda.in(delay(), () -> sink.success(standing));
                }
            });
        });
    }

    /** Mostly below a millisecond. */
    private long delay() {
        return random.nextInt(50) == 0 ? random.nextLong(MILLI, 40 * MILLI) : random.nextLong(MILLI / 10, MILLI);
    }

    @Override
    public Flux<BucketView> live(String environment) {
        return ledger.live(environment);
    }

    @Override
    public void listen(Consumer<BucketNotice> listener) {
        listeners.add(listener);
    }

    /** Some replica's claim made news. */
    void hear(BucketNotice notice) {
        if (!cut && !frozen && random.nextDouble() >= loss) {
            agenda.in(delay(), () -> listeners.forEach(listener -> listener.accept(notice)));
        }
    }

    @Override
    public int replicas() {
        return replicas;
    }
}
