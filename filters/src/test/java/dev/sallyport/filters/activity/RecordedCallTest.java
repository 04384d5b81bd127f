// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.activity.ActivityRecord.Header;
import dev.sallyport.filters.call.CallWait;
import dev.sallyport.filters.call.ProxyCall;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.telemetry.CallEnd.Outcome;
import dev.sallyport.filters.telemetry.WaitKind;
import dev.sallyport.filters.testing.ChainServer;
import dev.sallyport.filters.testing.LeakDetection;
import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawUpstream;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import reactor.core.publisher.Mono;

/** What the record of a call says, of calls on real connections. */
@ExtendWith(LeakDetection.class)
class RecordedCallTest {

    @Test
    void aCallThatSucceededSaysWhatWasAskedAndAnswered() throws Exception {
        Instant before = Instant.now();
        try (RawUpstream upstream = RawUpstream.answering(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Own: o\r\nContent-Length: 2\r\n\r\nok");
                RecordedChain chain = RecordedChain.to(upstream.port())) {
            chain.send(
                    "GET /proxy/repos/a?page=2&api_key=0123456789 HTTP/1.1\r\nHost: a\r\nProvider-Config-Key: acme\r\n"
                            + "Connection-Id: alice\r\nAuthorization: Bearer sk_caller\r\nAccept: text/plain\r\n\r\n");
            ActivityRecord record = chain.record();

            ActivitySummary summary = record.summary();
            assertThat(summary.startedAt()).isBetween(before, Instant.now());
            assertThat(summary.environment()).isEqualTo("dev");
            assertThat(summary.integration()).isEqualTo("acme");
            assertThat(summary.connectionId()).isEqualTo("alice");
            assertThat(summary.provider()).isEqualTo("acme");
            assertThat(summary.method()).isEqualTo("GET");
            assertThat(summary.path()).isEqualTo("/proxy/repos/a");
            assertThat(record.query()).isEqualTo("page=2&api_key=[redacted]");
            assertThat(summary.host()).isEqualTo("127.0.0.1");
            assertThat(summary.status()).isEqualTo(200);
            assertThat(summary.isFailed()).isFalse();
            assertThat(summary.attempts()).isEqualTo(1);
            assertThat(summary.replayOf()).isNull();
            assertThat(record.failure()).isNull();
            assertThat(record.responseBytes()).isEqualTo(2);
            assertThat(record.requestHeaders())
                    .contains(
                            new Header("authorization", "[redacted]"),
                            new Header("accept", "text/plain"),
                            new Header("connection-id", "alice"));
            assertThat(record.responseHeaders())
                    .contains(new Header("content-type", "text/plain"), new Header("x-own", "[redacted]"));
        }
    }

    @Test
    void itsTimingsAddUpToItsStep() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("ok"));
                RecordedChain chain = RecordedChain.to(upstream.port())) {
            chain.get();
            ActivityRecord record = chain.record();

            ActivityTimings times = record.timings();
            assertThat(record.steps()).singleElement().satisfies(step -> {
                ActivityStep.Attempt attempt = (ActivityStep.Attempt) step;
                assertThat(attempt.number()).isEqualTo(1);
                assertThat(attempt.url()).isEqualTo("http://127.0.0.1:" + upstream.port() + "/x");
                assertThat(attempt.status()).isEqualTo(200);
                assertThat(attempt.error()).isNull();
                assertThat(attempt.connected()).isPositive().isLessThan(attempt.lasted());
                assertThat(times.connect()).isEqualTo(attempt.connected());
                assertThat(times.head()).isEqualTo(attempt.lasted().minus(attempt.connected()));
                assertThat(times.door().plus(times.store())).isLessThanOrEqualTo(attempt.at());
                assertThat(attempt.at().plus(attempt.lasted())).isLessThanOrEqualTo(times.total());
            });
            assertThat(times.total()).isEqualTo(record.summary().total());
            assertThat(times.waited()).isZero();
        }
    }

    @Test
    void waitsAndDecisionsAreStepsInTheirOrder() throws Exception {
        GatewayFilter waiting = (exchange, chain) -> {
            ProxyCall call = ProxyCall.of(exchange);
            call.telemetry().retryDecided("status_code_503", true);
            return CallWait.tell(call, WaitKind.BACKOFF, call.time().pause(Duration.ofMillis(20)))
                    .then(CallWait.tell(call, WaitKind.REFRESH, Mono.just(true), "renewed", "unchanged"))
                    .then(chain.filter(exchange));
        };
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("ok"));
                RecordedChain chain = RecordedChain.to(upstream.port(), 0, waiting)) {
            chain.get();
            ActivityRecord record = chain.record();

            assertThat(record.steps())
                    .extracting(Object::getClass)
                    .containsExactly(
                            ActivityStep.Decision.class,
                            ActivityStep.Wait.class,
                            ActivityStep.Wait.class,
                            ActivityStep.Attempt.class);
            ActivityStep.Decision decision =
                    (ActivityStep.Decision) record.steps().getFirst();
            assertThat(decision.reason()).isEqualTo("status_code_503");
            assertThat(decision.again()).isTrue();
            ActivityStep.Wait wait = (ActivityStep.Wait) record.steps().get(1);
            assertThat(wait.kind()).isEqualTo(WaitKind.BACKOFF);
            assertThat(wait.lasted()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
            assertThat(((ActivityStep.Wait) record.steps().get(2)).result()).isEqualTo("renewed");
            assertThat(record.summary().waited()).isGreaterThanOrEqualTo(wait.lasted());
            assertThat(record.timings().waited()).isEqualTo(record.summary().waited());
        }
    }

    @Test
    void aFailureOfTheGatewaysOwnIsToldWithItsDetails() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.close());
                RecordedChain chain = RecordedChain.to(upstream.port())) {
            assertThat(chain.get().status()).isEqualTo(502);
            ActivityRecord record = chain.record();

            assertThat(record.summary().error()).isEqualTo(ErrorCode.UPSTREAM_UNREACHABLE);
            assertThat(record.summary().status()).isEqualTo(502);
            assertThat(record.failure().message()).isEqualTo("the upstream cannot be reached");
            assertThat(record.failure().details()).containsKey("reason");
            assertThat(record.failure().excerpt()).isNull();
            assertThat(((ActivityStep.Attempt) record.steps().getFirst()).error())
                    .isEqualTo(ErrorCode.UPSTREAM_UNREACHABLE);
            assertThat(record.timings().head()).isNull();
        }
    }

    @Test
    void aCallOfAnUnknownConnectionHasARecordWithoutOne() throws Exception {
        try (RecordedChain chain = RecordedChain.to(1)) {
            chain.send("GET /proxy/x HTTP/1.1\r\nHost: a\r\nProvider-Config-Key: acme\r\nConnection-Id: bob\r\n\r\n");
            ActivityRecord record = chain.record();

            assertThat(record.summary().error()).isEqualTo(ErrorCode.UNKNOWN_CONNECTION);
            assertThat(record.summary().connectionId()).isEqualTo("bob");
            assertThat(record.summary().provider()).isNull();
            assertThat(record.summary().host()).isEmpty();
            assertThat(record.steps()).isEmpty();
            assertThat(record.timings().store()).isNull();
            assertThat(record.failure().message()).contains("no connection \"bob\"");
        }
    }

    @Test
    void everyBrokenRuleOfTheHeadersIsTold() throws Exception {
        try (RecordedChain chain = RecordedChain.to(1)) {
            chain.send("GET /proxy/x HTTP/1.1\r\nHost: a\r\nConnection-Id: bob\r\nRetries: many\r\n\r\n");
            ActivityRecord record = chain.record();

            assertThat(record.summary().error()).isEqualTo(ErrorCode.INVALID_HEADERS);
            assertThat(record.summary().integration()).isNull();
            assertThat(record.failure().details().get("errors")).contains("missing", "\"many\"");
        }
    }

    @Test
    void theEndOfTheDeadlineIsToldWithItsPhase() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.stall());
                RecordedChain chain = RecordedChain.to(upstream.port())) {
            assertThat(chain.get("Sallyport-Timeout: 100").status()).isEqualTo(504);
            ActivityRecord record = chain.record();

            assertThat(record.failure().details()).containsEntry("phase", "total");
            ActivityStep.Attempt attempt = (ActivityStep.Attempt) record.steps().getFirst();
            assertThat(attempt.status()).isZero();
            assertThat(attempt.connected()).isNotNull();
        }
    }

    @Test
    void aCallerThatLeftWasSentNothing() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.stall());
                RecordedChain chain = RecordedChain.to(upstream.port())) {
            try (RawClient caller = chain.connect()) {
                caller.send(ChainServer.head("GET"));
                Awaitility.await()
                        .atMost(Duration.ofSeconds(10))
                        .until(() -> !upstream.received().isEmpty());
            }
            ActivityRecord record = chain.record();

            assertThat(record.summary().outcome()).isEqualTo(Outcome.CANCELLED);
            assertThat(record.summary().status()).isZero();
            assertThat(record.summary().error()).isNull();
            assertThat(record.summary().isFailed()).isTrue();
        }
    }

    @Test
    void onlyTheGatewayItselfCanSayWhatIsRepeated() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("ok"));
                RecordedChain chain = RecordedChain.to(upstream.port())) {
            chain.get("Sallyport-Replay-Of: " + RecordedChain.REPLAYS.headerValue("17-3"));
            ActivityRecord marked = chain.record();
            chain.get("Sallyport-Replay-Of: " + "0".repeat(64) + "17-3");
            ActivityRecord forged = chain.record();

            assertThat(marked.summary().replayOf()).isEqualTo("17-3");
            assertThat(forged.summary().replayOf()).isNull();
            assertThat(marked.requestHeaders()).extracting(Header::name).doesNotContain("sallyport-replay-of");
            assertThat(upstream.received().getFirst().headers("Sallyport-Replay-Of"))
                    .isEmpty();
        }
    }
}
