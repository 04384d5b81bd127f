// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.quota.Claim.Want;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Answers as a test says, and remembers what it was told. */
final class ScriptedLedger implements QuotaLedger {

    final List<Claim> claims = new ArrayList<>();
    private final List<Consumer<BucketNotice>> listeners = new ArrayList<>();
    private Function<Claim, Mono<Standing>> script = claim -> Mono.just(unlimited(claim));

    void answers(Function<Claim, Standing> standing) {
        script = claim -> Mono.just(standing.apply(claim));
    }

    void answersLater(Function<Claim, Mono<Standing>> standing) {
        script = standing;
    }

    void tells(BucketNotice notice) {
        listeners.forEach(listener -> listener.accept(notice));
    }

    Claim last() {
        return claims.getLast();
    }

    @Override
    public Mono<Standing> settle(Claim claim) {
        return Mono.defer(() -> {
            claims.add(claim);
            return script.apply(claim);
        });
    }

    @Override
    public Flux<BucketView> live(String environment) {
        return Flux.empty();
    }

    @Override
    public void listen(Consumer<BucketNotice> listener) {
        listeners.add(listener);
    }

    @Override
    public int replicas() {
        return 3;
    }

    static Standing unlimited(Claim claim) {
        return standing(claim, null, 0, null, Duration.ZERO, Standing.UNLIMITED, Integer.MAX_VALUE, Duration.ZERO);
    }

    /** Everything that is wanted, and credit. */
    static Standing far(Claim claim, long limit, long credit) {
        return standing(
                claim, limit, limit, Duration.ofMinutes(1), Duration.ZERO, credit, Integer.MAX_VALUE, Duration.ZERO);
    }

    /** So many permits of those that are wanted, no credit. */
    static Standing near(Claim claim, int permits) {
        return standing(claim, 100L, 10, Duration.ofMinutes(1), Duration.ZERO, 0, permits, Duration.ofMillis(100));
    }

    static Standing spent(Claim claim, Duration resetIn) {
        return standing(claim, 100L, 0, resetIn, Duration.ZERO, 0, 0, resetIn.plusMillis(100));
    }

    static Standing blocked(Claim claim, Duration blockedFor) {
        return standing(claim, 100L, 50, Duration.ofMinutes(1), blockedFor, 0, 0, blockedFor);
    }

    private static Standing standing(
            Claim claim,
            @Nullable Long limit,
            long remaining,
            @Nullable Duration resetIn,
            Duration blockedFor,
            long credit,
            int permits,
            Duration retryIn) {
        List<Integer> granted = new ArrayList<>();
        int left = permits;
        for (Want want : claim.wants()) {
            granted.add(Math.min(left, want.permits()));
            left -= granted.getLast();
        }
        boolean unmet = claim.wanted() > permits;
        return new Standing(
                1,
                limit,
                remaining,
                granted.stream().mapToInt(Integer::intValue).sum(),
                resetIn,
                blockedFor,
                credit,
                granted,
                unmet ? retryIn : Duration.ZERO,
                0,
                Set.of());
    }
}
