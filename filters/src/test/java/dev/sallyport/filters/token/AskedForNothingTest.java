// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.CredentialFields;
import dev.sallyport.filters.egress.EgressSettings;
import dev.sallyport.filters.egress.HostBinding;
import dev.sallyport.filters.egress.UpstreamTargets;
import dev.sallyport.filters.refresh.TokenEndpoint;
import dev.sallyport.filters.upstream.ShortExchange;
import dev.sallyport.filters.upstream.UpstreamClient;
import dev.sallyport.filters.upstream.UpstreamSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** Which credentials anybody is asked for, and which are what they are. */
class AskedForNothingTest {

    private static final List<Credential> LASTING = List.of(
            read("API_KEY", Map.of("apiKey", "k")),
            read("BASIC", Map.of("username", "u")),
            read("NONE", Map.of()),
            read("OAUTH1", Map.of("oauth_token", "t", "oauth_token_secret", "s")),
            read("TBA", Map.of("token_id", "t", "token_secret", "s")),
            read("OAUTH2", Map.of("access_token", "t")),
            read("JWT", Map.of("token", "t")),
            read("TWO_STEP", Map.of("token", "t")),
            read("AWS_SIGV4", Map.of("access_key_id", "k", "secret_access_key", "s")));

    private static final List<Credential> RENEWABLE = List.of(
            read("OAUTH2", Map.of("access_token", "t", "refresh_token", "r")),
            read("OAUTH2_CC", Map.of("client_id", "c", "client_secret", "s")),
            read("JWT", Map.of("key", "k")),
            read("TWO_STEP", Map.of("user", "u")),
            read("TWO_STEP", Map.of("token", "t", "refresh_token", "r")),
            read("SIGNATURE", Map.of("username", "u", "password", "p")),
            read("BILL", Map.of("username", "u", "password", "p", "organization_id", "o", "dev_key", "d")),
            read("APP", Map.of()),
            read("CUSTOM", Map.of()),
            read("AWS_SIGV4", Map.of("role_arn", "r")));

    @Test
    void whatLastsHasNoEndpointAndWhatIsRenewableHasOne() {
        EgressSettings egress = new EgressSettings(List.of(), false, EgressSettings.OverrideMode.BOUND, null, Set.of());
        try (UpstreamClient client = new UpstreamClient(settings(), egress)) {
            TokenExchange exchange = new TokenExchange(
                    new UpstreamTargets(egress, new HostBinding(egress.baseUrlOverride()), "Sallyport/test"),
                    new ShortExchange(client, DataSize.ofKilobytes(64), Duration.ofSeconds(1)),
                    Clock.systemUTC());
            List<TokenEndpoint> endpoints = TokenEndpoints.all(exchange, Clock.systemUTC(), () -> 7);

            assertThat(LASTING).allSatisfy(credential -> {
                assertThat(credential.isRenewable()).isFalse();
                assertThat(endpoints).noneMatch(endpoint -> endpoint.renews(credential));
            });
            assertThat(RENEWABLE).allSatisfy(credential -> {
                assertThat(credential.isRenewable()).isTrue();
                assertThat(endpoints)
                        .filteredOn(endpoint -> endpoint.renews(credential))
                        .hasSize(1);
            });
        }
    }

    private static Credential read(String type, Map<String, Object> fields) {
        return CredentialFields.read(type, fields);
    }

    private static UpstreamSettings settings() {
        return new UpstreamSettings(
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                4,
                10,
                Duration.ofSeconds(2),
                Duration.ofSeconds(25),
                Duration.ofMinutes(5),
                DataSize.ofKilobytes(32),
                DataSize.ofKilobytes(8));
    }
}
