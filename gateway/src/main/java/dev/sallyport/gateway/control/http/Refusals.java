// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.http;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.error.Problem;
import dev.sallyport.gateway.control.rules.Place;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/** The refusals that several endpoints share. */
public final class Refusals {

    private static final int MOST_RETRIES = 8;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

    private Refusals() {}

    public static GatewayException notFound(String message) {
        return new GatewayException(ErrorCode.NOT_FOUND, message);
    }

    /** 400 {@code invalid_body} with one problem that needed more than the body to find. */
    public static GatewayException invalidBody(String message, Object... path) {
        return GatewayException.invalid(ErrorCode.INVALID_BODY, List.of(Problem.at("custom", message, path)));
    }

    /** Fails with 400 {@code invalid_body} when the check reports anything. */
    public static void checkBody(Consumer<Place> check) {
        Place place = Place.root();
        check.accept(place);
        if (!place.problems().isEmpty()) {
            throw GatewayException.invalid(ErrorCode.INVALID_BODY, place.problems());
        }
    }

    /**
     * Runs a compare-and-set again while it comes out empty because someone else wrote in between. The pauses add up to
     * more than the second that a replica's memory may lag behind another's write. Gives up as 503: that many writers to one
     * thing is a storm, and waiting is what helps.
     */
    public static <T> Mono<T> untilStored(Mono<T> compareAndSet) {
        return compareAndSet
                .repeatWhenEmpty(again -> again.take(MOST_RETRIES).concatMap(Refusals::pause))
                .switchIfEmpty(Mono.error(
                        () -> new GatewayException(ErrorCode.STORE_UNAVAILABLE, "Too many writers at once; try again")
                                .retryAfter(Duration.ofSeconds(1))));
    }

    private static Mono<Long> pause(long retry) {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << retry);
        return Mono.delay(doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE);
    }
}
