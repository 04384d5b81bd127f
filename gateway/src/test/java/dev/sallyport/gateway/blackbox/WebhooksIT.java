// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.SharedGateway.API_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.event.EventSignature;
import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.testing.RawUpstream.Received;
import dev.sallyport.redis.embedded.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Events on their way from the jar, by way of a real Redis, to a real receiver. */
class WebhooksIT {

    private static final String ENCRYPTION_KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    private static final String SIGNING_KEY = "signing-key-of-the-environment";
    private static final String OK = "HTTP/1.1 204 No Content\r\n\r\n";

    private final TestServer redis = TestServer.start("--appendonly", "yes", "--appendfsync", "always");
    private final AtomicBoolean away = new AtomicBoolean();
    private final RawUpstream receiver;

    WebhooksIT() throws IOException {
        receiver = RawUpstream.start((request, wire) -> {
            if (away.get()) {
                wire.send("HTTP/1.1 503 Away\r\nContent-Length: 0\r\n\r\n");
            } else {
                wire.send(OK);
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        receiver.close();
        redis.close();
    }

    @Test
    void anImportIsToldOnceAsCreationAndThenAsOverride() throws Exception {
        try (Gateway gateway = setup().env("SALLYPORT_ENVIRONMENTS_DEV_WEBHOOKS_SIGNING_KEY", SIGNING_KEY)
                .start()) {
            gateway.integrate("bb-header", "acme", "{}", "");
            gateway.connect("acme", "alice", API_KEY, "{\"port\":\"1\"}");
            awaitEvents(1);
            gateway.connect("acme", "alice", API_KEY, "{\"port\":\"1\"}");
            awaitEvents(2);

            assertThat(told("operation")).containsExactly("creation", "override");
            assertThat(told("connectionId")).containsOnly("alice");
            assertThat(told("providerConfigKey")).containsOnly("acme");
            assertThat(told("success")).containsOnly(true);
            assertThat(receiver.received()).allSatisfy(request -> {
                assertThat(request.headers("x-nango-hmac-sha256"))
                        .containsExactly(EventSignature.hmac(SecretText.of(SIGNING_KEY), request.body()));
                assertThat(request.headers("user-agent")).first().asString().startsWith("Sallyport/");
            });
            Awaitility.await()
                    .untilAsserted(() -> assertThat(gateway.metrics())
                            .contains("sallyport_event_deliveries_total{outcome=\"delivered\"} 2.0"));
        }
    }

    @Test
    void whatAKilledReplicaHadToTellAnotherTells() throws Exception {
        away.set(true);
        Gateway killed = setup().start();
        killed.integrate("bb-header", "acme", "{}", "");
        killed.connect("acme", "alice", API_KEY, "{\"port\":\"1\"}");
        awaitEvents(1);
        killed.kill();
        String event = eventIds().getFirst();

        try (Gateway other = setup().start()) {
            away.set(false);
            int before = receiver.received().size();
            Awaitility.await("another attempt")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> receiver.received().size() > before);

            assertThat(eventIds()).containsOnly(event);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(other.metrics())
                            .contains("sallyport_event_deliveries_total{outcome=\"delivered\"} 1.0"));
            assertThat(redis.ask("EXISTS", "sallyport:{dev}:deliveries", "sallyport:{dev}:outbox"))
                    .isEqualTo(":0");
        }
    }

    @Test
    void aRotatedKeySignsFromThenOn() throws Exception {
        try (Gateway gateway = setup().start()) {
            gateway.integrate("bb-header", "acme", "{}", "");
            SecretText first = rotate(gateway);
            gateway.connect("acme", "alice", API_KEY, "{\"port\":\"1\"}");
            awaitEvents(1);
            SecretText second = rotate(gateway);
            gateway.connect("acme", "bob", API_KEY, "{\"port\":\"1\"}");
            awaitEvents(2);

            assertThat(signature(0)).isEqualTo(EventSignature.hmac(first, body(0)));
            assertThat(signature(1)).isEqualTo(EventSignature.hmac(second, body(1)));
            assertThat(first).isNotEqualTo(second);
        }
    }

    @Test
    void noCredentialIsInAnythingSentOrKept() throws Exception {
        away.set(true);
        List<String> secrets = List.of("cAnArY-key-1", "cAnArY-config-2", "cAnArY-metadata-3", "cAnArY-url-4");
        try (Gateway gateway = setup("/hook/cAnArY-url-4?token=cAnArY-url-4").start()) {
            gateway.integrate("bb-header", "acme", "{}", "");
            RawResponse stored = gateway.control("POST", "/connections?verify=false", """
                    {"provider_config_key":"acme","connection_id":"alice","metadata":{"note":"cAnArY-metadata-3"},
                     "credentials":{"type":"API_KEY","apiKey":"cAnArY-key-1"},
                     "connection_config":{"port":"1","tenant":"cAnArY-config-2"}}""");
            assertThat(stored.status()).as(stored.text()).isEqualTo(201);
            awaitEvents(2);

            String sent = receiver.received().stream()
                    .map(request -> request.head().lines().skip(1).toList() + request.bodyText())
                    .toList()
                    .toString();
            String kept =
                    redis.ask("EVAL", "return redis.call('HVALS', KEYS[1])[1]", "1", "sallyport:{dev}:deliveries");
            assertThat(kept).contains("SP");
            gateway.stop();

            assertThat(secrets).allSatisfy(secret -> {
                assertThat(sent).doesNotContain(secret);
                assertThat(kept).doesNotContain(secret);
                assertThat(gateway.log()).doesNotContain(secret);
            });
        }
    }

    @Test
    void whatWaitsOutlivesARestartOfRedis() throws Exception {
        try (Gateway gateway = setup().start()) {
            away.set(true);
            gateway.integrate("bb-header", "acme", "{}", "");
            gateway.connect("acme", "alice", API_KEY, "{\"port\":\"1\"}");
            awaitEvents(1);
            redis.kill();
            redis.restart();
            away.set(false);

            Awaitility.await("delivery")
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(gateway.metrics())
                            .contains("sallyport_event_deliveries_total{outcome=\"delivered\"} 1.0"));
            assertThat(eventIds().stream().distinct()).hasSize(1);
        }
    }

    private Gateway.Setup setup() {
        return setup("/hook");
    }

    private Gateway.Setup setup(String path) {
        return Gateway.with()
                .env("SALLYPORT_REDIS_URI", redis.uri().reveal())
                .env("SALLYPORT_REDIS_COMMAND_TIMEOUT", "2s")
                .env("SALLYPORT_ENCRYPTION_KEY", ENCRYPTION_KEY)
                .env("SALLYPORT_WEBHOOKS_POLL_INTERVAL", "500ms")
                .env("SALLYPORT_WEBHOOKS_BASE_DELAY", "1s")
                .env("SALLYPORT_WEBHOOKS_MAX_DELAY", "2s")
                .env("SALLYPORT_WEBHOOKS_TIMEOUT", "5s")
                .env("SALLYPORT_ENVIRONMENTS_DEV_WEBHOOKS_PRIMARY_URL", "http://127.0.0.1:" + receiver.port() + path);
    }

    private void awaitEvents(int count) {
        Awaitility.await(count + " events")
                .atMost(Duration.ofSeconds(30))
                .until(() -> receiver.received().size() >= count);
    }

    private static SecretText rotate(Gateway gateway) throws IOException {
        RawResponse answer = gateway.control("POST", "/environment/webhook-signing-key/rotate", "{}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return SecretText.of(JsonMapper.shared()
                .readTree(answer.text())
                .path("data")
                .path("webhook_signing_key")
                .asString());
    }

    private List<Object> told(String member) {
        return receiver.received().stream()
                .map(Received::bodyText)
                .map(body -> JsonMapper.shared().readValue(body, Map.class))
                .<Object>map(body -> body.get(member))
                .toList();
    }

    private List<String> eventIds() {
        return receiver.received().stream()
                .flatMap(request -> request.headers("sallyport-event-id").stream())
                .toList();
    }

    private String signature(int index) {
        return receiver.received().get(index).headers("x-nango-hmac-sha256").getFirst();
    }

    private byte[] body(int index) {
        return receiver.received().get(index).body();
    }
}
