// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A connection that nobody calls keeps its grant alive. */
class IdleRefreshIT {

    @Test
    void whatNobodyUsesIsRenewedWithoutACall() throws IOException {
        RotatingProvider provider = RotatingProvider.strict();
        try (RawUpstream upstream = RawUpstream.start(provider);
                Gateway gateway = Gateway.with()
                        .env("SALLYPORT_IDLE_REFRESH_AFTER", "1s")
                        .env("SALLYPORT_IDLE_REFRESH_INTERVAL", "1s")
                        .start()) {
            gateway.integrate(
                    "bb-rotating",
                    "i",
                    "{}",
                    ",\"credentials\":{\"type\":\"OAUTH2\",\"client_id\":\"id\",\"client_secret\":\"secret\"}");
            String credentials =
                    RotatingProvider.credentials("idle", Instant.now().minusSeconds(60));
            Route route = gateway.connect("i", "c", credentials, "{\"port\":\"" + upstream.port() + "\"}");

            Awaitility.await("a refresh of its own accord")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> provider.tokenRequests() == 1);

            assertThat(route.get("/").text()).isEqualTo("idle.a1 ");
            assertThat(provider.tokenRequests()).isOne();
            assertThat(gateway.log()).doesNotContain("idle.r", "idle.a");
        }
    }
}
