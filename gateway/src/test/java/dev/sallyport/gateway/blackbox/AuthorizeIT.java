// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.gateway.blackbox.SharedGateway.Running;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages for browsers as the jar serves them. */
@ExtendWith(SharedGateway.class)
class AuthorizeIT {

    private final Running running;

    AuthorizeIT(Running running) {
        this.running = running;
    }

    @ParameterizedTest
    @CsvSource({
        "/oauth/connect/github?connect_session_token=x, 401, no longer valid",
        "/oauth/callback?code=x&state=y, 400, this browser has begun"
    })
    void whoHasNothingToShowGetsAPage(String target, int status, String words) throws IOException {
        RawResponse page = get(running.gateway().port(), "GET " + target);

        assertThat(page.status()).isEqualTo(status);
        assertThat(page.text()).startsWith("<!DOCTYPE html>").contains(words);
        assertThat(page.header("content-security-policy"))
                .hasValueSatisfying(
                        policy -> assertThat(policy).contains("default-src 'none'", "frame-ancestors 'none'"));
        assertThat(page.header("sallyport-source")).hasValue("gateway");
        assertThat(page.header("set-cookie")).isEmpty();
    }

    @Test
    void otherMethodsAreRefused() throws IOException {
        RawResponse answer = get(running.gateway().port(), "POST /oauth/callback?code=x&state=y");

        assertThat(answer.status()).isEqualTo(405);
    }

    @Test
    void theManagementPortHasNoSuchPages() throws IOException {
        assertThat(get(running.gateway().managementPort(), "GET /oauth/callback?state=y")
                        .status())
                .isEqualTo(404);
    }

    private static RawResponse get(int port, String request) throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            client.sendHead(request + " HTTP/1.1", "Host: localhost", "Connection: close", "Content-Length: 0");
            return client.read();
        }
    }
}
