// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import dev.sallyport.filters.egress.EgressSettings;
import dev.sallyport.filters.egress.UpstreamOrigin;
import dev.sallyport.filters.testing.RawUpstream;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** Short ways to say what these tests send. */
final class Exchanges {

    static final EgressSettings LOOPBACK_OPEN =
            new EgressSettings(List.of("127.0.0.0/8"), true, EgressSettings.OverrideMode.BOUND, null, Set.of());

    static final EgressSettings STRICT =
            new EgressSettings(List.of(), true, EgressSettings.OverrideMode.BOUND, null, Set.of(22));

    private Exchanges() {}

    static UpstreamSettings settings(Duration head, Duration bodyIdle, int connections) {
        return new UpstreamSettings(
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                head,
                bodyIdle,
                connections,
                100,
                Duration.ofSeconds(2),
                Duration.ofSeconds(25),
                Duration.ofMinutes(5),
                DataSize.ofKilobytes(32),
                DataSize.ofKilobytes(8));
    }

    static UpstreamSettings oneConnection() {
        return settings(Duration.ofSeconds(5), Duration.ofSeconds(5), 1);
    }

    static UpstreamOrigin origin(RawUpstream upstream) {
        return new UpstreamOrigin("http", "127.0.0.1", upstream.port());
    }

    static Mono<Answer> get(HttpClient client, String target) {
        return exchange(client, HttpMethod.GET, target);
    }

    static Mono<Answer> exchange(HttpClient client, HttpMethod method, String target) {
        return exchange(client, method, target, new RequestBody.None());
    }

    static Mono<Answer> exchange(HttpClient client, HttpMethod method, String target, RequestBody body) {
        return client.request(method)
                .uri(target)
                .send(body::send)
                .responseSingle((head, content) -> content.asString()
                        .defaultIfEmpty("")
                        .map(text -> new Answer(head.status().code(), text)));
    }

    /** Status and whole body of a response. */
    record Answer(int status, String body) {}
}
