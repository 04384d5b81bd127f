// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.apikeys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.access.Scopes;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ClassPathResource;

class KnownScopesTest {

    private static final Pattern SCOPE = Pattern.compile("`((?:environment|quota|activity):[a-z_:]+)`");

    @Test
    void everyScopeThatAnOperationNeedsCanBeGiven() throws IOException {
        Set<String> documented = SCOPE.matcher(new ClassPathResource("openapi.yaml").getContentAsString(UTF_8))
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented)
                .hasSizeGreaterThan(15)
                .contains("environment:webhook_signing_key:rotate")
                .allSatisfy(scope -> assertThat(KnownScopes.contains(scope)).isTrue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "environment:connect_sessions:write",
                "environment:webhook_signing_key:rotate",
                "environment:connections:create",
                "environment:connections:read_credentials"
            })
    void whatConnectionsAndTheirEventsNeedCanBeGivenAloneByGroupOrWithAll(String scope) {
        String group = scope.substring(0, scope.lastIndexOf(':')) + ":*";

        for (String given : List.of(scope, group, "environment:*")) {
            assertThat(KnownScopes.contains(given)).isTrue();
            assertThat(Scopes.of(List.of(given)).allow(scope)).isTrue();
        }
        assertThat(Scopes.of(List.of("environment:proxy")).allow(scope)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*", "environment:", "environment:webhook_signing_key", "environment:webhook_signing_key:read"})
    void whatGrantsNothingCannotBeGiven(String scope) {
        assertThat(KnownScopes.contains(scope)).isFalse();
    }
}
