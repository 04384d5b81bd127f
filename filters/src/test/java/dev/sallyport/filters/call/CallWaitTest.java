// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.filters.telemetry.AttemptStart;
import dev.sallyport.filters.telemetry.CallEnd;
import dev.sallyport.filters.telemetry.CallTelemetry;
import dev.sallyport.filters.telemetry.WaitKind;
import dev.sallyport.filters.testing.ChainServer;
import dev.sallyport.filters.testing.Samples;
import dev.sallyport.filters.upstream.GuardDeadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** How telemetry hears of the end of a wait. */
class CallWaitTest {

    private final List<String> heard = new CopyOnWriteArrayList<>();

    @Test
    void aWaitThatIsOverHasAWordOnlyWhereOneWasGiven() throws Exception {
        waiting(call -> CallWait.tell(call, WaitKind.BACKOFF, Mono.just(1)));
        waiting(call -> CallWait.tell(call, WaitKind.REFRESH, Mono.just(1), "renewed", "unchanged"));
        waiting(call -> CallWait.tell(call, WaitKind.REFRESH, Mono.empty(), "renewed", "unchanged"));

        assertThat(heard).containsExactly("BACKOFF ", "REFRESH renewed", "REFRESH unchanged");
    }

    @Test
    void oneThatFailsHasTheCodeOfTheError() throws Exception {
        waiting(call -> CallWait.tell(
                call, WaitKind.QUOTA, Mono.error(new GatewayException(ErrorCode.RATE_LIMITED, "too many"))));
        waiting(call -> CallWait.tell(
                call, WaitKind.REFRESH, Mono.error(new StoreUnavailableException("away")), "renewed", "unchanged"));

        assertThat(heard).containsExactly("QUOTA rate_limited", "REFRESH store_unavailable");
    }

    @Test
    void oneThatTheDeadlineEndsSaysSo() throws Exception {
        waiting(call -> CallWait.tell(call, WaitKind.QUOTA, Mono.never()));

        assertThat(heard).containsExactly("QUOTA deadline");
    }

    @Test
    void oneWhoseCallerLeavesSaysSo() throws Exception {
        try (ChainServer server = server(call -> CallWait.tell(call, WaitKind.QUOTA, Mono.never()))) {
            try (var caller = server.connect()) {
                caller.send(ChainServer.head("GET", "Sallyport-Timeout: 60000"));
                Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> heard.contains("begun"));
            }
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> heard.contains("QUOTA left"));
        }
    }

    private void waiting(Function<ProxyCall, Mono<?>> wait) throws Exception {
        try (ChainServer server = server(wait)) {
            server.get("Sallyport-Timeout: 200");
        }
        heard.remove("begun");
    }

    private ChainServer server(Function<ProxyCall, Mono<?>> wait) {
        return ChainServer.start(
                ChainServer.recording((start, headers) -> new Hearing()),
                ChainServer.resolving(Samples.rules("https://api.acme.example")),
                new GuardDeadline(Duration.ofSeconds(10), System::nanoTime).apply(new Object()),
                (exchange, chain) -> wait.apply(ProxyCall.of(exchange))
                        .onErrorResume(_ -> Mono.empty())
                        .then(ChainServer.write(exchange, "done")));
    }

    private final class Hearing implements CallTelemetry.Call {

        @Override
        public String traceId() {
            return "";
        }

        @Override
        public String traceParent() {
            return "";
        }

        @Override
        public void resolved(String integration, String provider) {}

        @Override
        public CallTelemetry.Attempt attemptStarted(AttemptStart start) {
            return CallTelemetry.Attempt.NOOP;
        }

        @Override
        public CallTelemetry.Wait waitStarted(WaitKind kind) {
            heard.add("begun");
            return result -> heard.add(kind + " " + result);
        }

        @Override
        public void retryDecided(String reason, boolean again) {}

        @Override
        public void ended(CallEnd end) {}
    }
}
