// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.credential.SecretText;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;

class SigningKeyRotationTest {

    private static final String ROTATE = "/environment/webhook-signing-key/rotate";

    private final ControlPlane plane = new ControlPlane();

    @Test
    void makesAKeyAndShowsItOnce() {
        Reply reply = plane.post(ROTATE, "{}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat((String) reply.at("data.webhook_signing_key")).matches("swk_[0-9a-f]{64}");
        assertThat(kept("dev")).isEqualTo(reply.at("data.webhook_signing_key"));
        assertThat(plane.post(ROTATE, "{}").at("data.webhook_signing_key"))
                .isNotEqualTo(reply.at("data.webhook_signing_key"));
    }

    @Test
    void onlyTheCallersEnvironmentIsConcerned() {
        plane.caller("other", "prod", List.of("environment:*"), null, null);
        String before = kept("dev");

        plane.call("other", HttpMethod.POST, ROTATE, "{}");

        assertThat(kept("dev")).isEqualTo(before);
    }

    @Test
    void aConfiguredKeyIsChangedInTheConfiguration() {
        plane.caller("fixed", "fixed", List.of("environment:*"), null, null);

        Reply reply = plane.call("fixed", HttpMethod.POST, ROTATE, "{}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("invalid_request");
    }

    @ParameterizedTest
    @CsvSource({
        "environment:webhook_signing_key:rotate, 200",
        "environment:webhook_signing_key:*, 200",
        "environment:api_keys:*, 403",
        "environment:connections:*, 403"
    })
    void needsItsScope(String scope, int status) {
        plane.caller("limited", List.of(scope), null, null);

        assertThat(plane.call("limited", HttpMethod.POST, ROTATE, "{}").status())
                .isEqualTo(status);
    }

    private String kept(String environment) {
        return plane.signingKeys
                .findOrKeep(environment, SecretText.of("none"))
                .block(Duration.ofSeconds(5))
                .reveal();
    }
}
