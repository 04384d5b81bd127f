// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a provider says of an account beside its token holds from the refresh on that it said it in. */
@ExtendWith(SharedGateway.class)
class MovedAccountIT {

    private final SharedGateway.Running shared;

    MovedAccountIT(SharedGateway.Running shared) {
        this.shared = shared;
    }

    @Test
    void callsFollowAnAccountThatMoved() throws IOException {
        try (RawUpstream before = RawUpstream.start((request, wire) -> wire.send(InTurn.answer(200, "before")));
                RawUpstream after = RawUpstream.start((request, wire) -> wire.send(InTurn.answer(200, "after")));
                RawUpstream tokens = RawUpstream.start((request, wire) -> wire.send(answer(after)))) {
            Route route = shared.connect(
                    "bb-moving",
                    RotatingProvider.credentials("n", Instant.now().minusSeconds(5)),
                    "{}",
                    "{\"port\":\"%d\",\"api_url\":\"%s\"}".formatted(tokens.port(), url(before)));

            route.get("/");

            assertThat(route.get("/").text()).isEqualTo("after");
            assertThat(shared.gateway()
                            .control(
                                    "GET",
                                    "/connections/" + route.connection() + "?provider_config_key="
                                            + route.integration(),
                                    "")
                            .text())
                    .contains("\"api_url\":\"" + url(after) + "\"", "\"port\":\"" + tokens.port() + "\"");
            assertThat(tokens.received()).hasSize(1);
        }
    }

    private static String answer(RawUpstream api) {
        return RotatingProvider.json(
                200, "{\"access_token\":\"n.a1\",\"expires_in\":3600,\"api_url\":\"" + url(api) + "\"}");
    }

    private static String url(RawUpstream upstream) {
        return "http://127.0.0.1:" + upstream.port();
    }
}
