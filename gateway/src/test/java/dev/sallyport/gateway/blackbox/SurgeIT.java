// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.SharedGateway.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * Five times more calls than a replica may hold, whether it answers or not, and then no more of them. The profile "load"
 * goes on for a minute, with more calls.
 */
class SurgeIT {

    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("sallyport.it.surge-seconds", 4));
    private static final int PLACES = Integer.getInteger("sallyport.it.surge-places", 25);

    /** Part of the capacity that must be used. On a busy machine answers take longer than the upstream does. */
    private static final double GOODPUT = Integer.getInteger("sallyport.it.surge-goodput", 60) / 100.0;

    private static final int TIMES = 5;
    private static final Duration ANSWERING = Duration.ofMillis(200);
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final long MIB = 1 << 20;

    @Test
    void whatIsBeyondCapacityIsRefusedAtOnceAndTheRestIsServed() throws Exception {
        DisposableServer upstream = echoing();
        try (Gateway gateway = Gateway.with()
                .jvm("-Xmx160m", "-XX:MaxDirectMemorySize=48m", "-XX:+ExitOnOutOfMemoryError")
                .env("SALLYPORT_OVERLOAD_MAX_CALLS", "" + PLACES)
                .env("SALLYPORT_REDIS_COMMAND_TIMEOUT", "5s")
                .start()) {
            gateway.integrate("bb-none", "i", "{}", "");
            Route route = gateway.connect("i", "c", NONE, "{\"port\":\"" + upstream.port() + "\"}");
            double capacity = PLACES / (ANSWERING.toMillis() / 1_000.0);
            surge(Duration.ofSeconds(1), capacity, route);
            long heap = Footprint.liveHeap(gateway);

            Surge surge = surge(LENGTH, capacity, route);
            long end = System.nanoTime();
            Awaitility.await("all that fit are served")
                    .atMost(SOON)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> allServed(route));

            System.out.printf(
                    "%s; capacity %.0f/s; well again after %d ms; resident %d MiB%n",
                    surge, capacity, (System.nanoTime() - end) / 1_000_000, Footprint.residentBytes(gateway) / MIB);
            assertThat(surge.wrong()).as("answers that are neither").isEmpty();
            assertThat((double) surge.served().length)
                    .as("calls served")
                    .isGreaterThan(GOODPUT * capacity * LENGTH.toSeconds());
            assertThat(surge.refused().length).as("calls refused").isGreaterThan(surge.served().length);
            assertThat(Pace.percentile(50, surge.refused()).multipliedBy(4))
                    .as("time until a refusal, four times")
                    .isLessThan(Pace.percentile(50, surge.served()));
            assertThat(Footprint.liveHeap(gateway) - heap)
                    .as("bytes of heap more")
                    .isLessThan(24 * MIB);
            assertThat(gateway.gauge("sallyport_overload_active")).isZero();
            assertThat(gateway.log()).doesNotContain("internal_error").doesNotContain("OutOfMemory");
        } finally {
            upstream.disposeNow();
        }
    }

    private static Surge surge(Duration length, double capacity, Route route) throws IOException {
        return Surge.of((int) (TIMES * capacity), length, route);
    }

    private static boolean allServed(Route route) throws Exception {
        List<RawResponse> answers = Crowd.call(List.of(route), PLACES, "GET", "");
        return answers.stream().allMatch(answer -> answer.status() == 200);
    }

    /** Answers with what it was asked for, so that an answer to another call would show. */
    private static DisposableServer echoing() {
        return HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> {
                    byte[] target = request.uri().getBytes(StandardCharsets.UTF_8);
                    return response.header("Content-Length", "" + target.length)
                            .sendByteArray(Mono.just(target).delayElement(ANSWERING));
                })
                .bindNow();
    }
}
