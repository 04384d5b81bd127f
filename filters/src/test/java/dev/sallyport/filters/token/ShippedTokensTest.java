// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.catalog.AuthMode;
import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.catalog.CatalogLoader;
import dev.sallyport.filters.catalog.FieldRule;
import dev.sallyport.filters.catalog.JwtRules;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.catalog.TokenRules;
import dev.sallyport.filters.template.Template;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the shipped providers say of their tokens is enough to get one. */
class ShippedTokensTest {

    private static final Catalog CATALOG = CatalogLoader.load(List.of());

    /** What a credential of the mode always has, whatever the catalogue says (reference §3.1). */
    private static final Map<AuthMode, Set<String>> OWN = Map.of(
            AuthMode.OAUTH2_CC, Set.of("client_id", "client_secret"),
            AuthMode.TWO_STEP, Set.of("refresh_token"),
            AuthMode.OAUTH2, Set.of("refresh_token", "access_token"));

    static Stream<Provider> providers() {
        return CATALOG.all().stream();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void whatItsEndpointNeedsIsThere(Provider provider) {
        TokenRules tokens = provider.tokens();

        switch (provider.authMode()) {
            case OAUTH2, OAUTH2_CC, BILL -> assertThat(tokens.tokenUrl()).isNotNull();
            case TWO_STEP -> {
                assertThat(tokens.tokenUrl()).isNotNull();
                assertThat(tokens.login().answer().token()).isNotEmpty();
                assertThat(provider.credentials()).isNotEmpty();
            }
            case JWT -> {
                assertThat(tokens.jwt()).isNotNull();
                assertThat(provider.credentials()).isNotEmpty();
            }
            case APP, CUSTOM -> assertThat(tokens.installationUrl()).isNotNull();
            case SIGNATURE -> assertThat(tokens.assumedLife()).isNotNull();
            case AWS_SIGV4 ->
                assertThat(provider.integrationConfig())
                        .containsKeys("stsMode", "awsAccessKeyId", "awsSecretAccessKey", "stsEndpointUrl");
            case OAUTH1, TBA, API_KEY, BASIC, NONE, INSTALL_PLUGIN, MCP_OAUTH2, MCP_OAUTH2_GENERIC ->
                assertThat(tokens.jwt()).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void everyVariableOfItsTokenRequestsIsAskedForSomewhere(Provider provider) {
        Set<String> known = new HashSet<>(OWN.getOrDefault(provider.authMode(), Set.of()));
        known.addAll(provider.credentials().keySet());
        for (String variable : variables(provider.tokens())) {
            if (variable.startsWith("connectionConfig.")) {
                assertThat(provider.connectionConfig())
                        .containsKey(first(variable.substring("connectionConfig.".length())));
            } else if (!Set.of("now", "random", "clientId", "clientSecret").contains(variable)) {
                assertThat(known).contains(first(variable.replaceFirst("^credentials\\.", "")));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JWT", "TWO_STEP", "OAUTH2_CC", "APP", "BILL", "AWS_SIGV4", "OAUTH2", "TBA", "OAUTH1"})
    void theModesAreThere(AuthMode mode) {
        assertThat(CATALOG.all()).extracting(Provider::authMode).contains(mode);
    }

    /** Name, and the secret fields that never show. */
    @ParameterizedTest
    @MethodSource("providers")
    void keysAndPasswordsAreCalledSecret(Provider provider) {
        Stream.of(provider.credentials(), provider.integrationConfig())
                .map(Map::values)
                .flatMap(Collection::stream)
                .filter(rule -> rule.name().matches("(?i).*(private.?key|password|secret.*key|apikey|certificate).*"))
                .filter(rule -> !rule.name().equals("awsAccessKeyId"))
                .forEach(rule -> assertThat(rule).matches(FieldRule::secret, "is secret"));
    }

    private static Set<String> variables(TokenRules tokens) {
        Set<String> variables = new HashSet<>();
        Stream.of(tokens.tokenUrl(), tokens.installationUrl(), tokens.refreshUrl())
                .filter(Objects::nonNull)
                .forEach(url -> variables.addAll(url.variables()));
        collect(variables, tokens.tokenParams());
        tokens.headers().forEach(header -> variables.addAll(header.value().variables()));
        JwtRules jwt = tokens.jwt();
        if (jwt != null) {
            variables.addAll(jwt.key().variables());
            collect(variables, jwt.header());
            collect(variables, jwt.claims());
        }
        return variables;
    }

    private static void collect(Set<String> variables, Object value) {
        switch (value) {
            case Template template -> variables.addAll(template.variables());
            case Map<?, ?> map -> map.values().forEach(member -> collect(variables, member));
            case List<?> list -> list.forEach(item -> collect(variables, item));
            default -> {}
        }
    }

    private static String first(String path) {
        int dot = path.indexOf('.');
        return dot < 0 ? path : path.substring(0, dot);
    }
}
