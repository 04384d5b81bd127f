// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.token.AuthorizationCodeGrant;
import dev.sallyport.filters.token.TokenExchange;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An end user who types a host must not learn the integration's secret. */
class TypedHostsTest {

    private static final String OPEN = "https://${connectionConfig.host}/token";

    @TempDir
    Path directory;

    /** Columns: the token URL, the value typed, whether it may go there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                OPEN + "!evil.example!false",
                OPEN + " || https://login.acme.com/token!evil.example!false",
                OPEN + " || https://login.acme.com/token!blue.my.acme.com!true",
                OPEN + " || https://login.acme.com/token!login.acme.com.evil.example!false",
                "https://${connectionConfig.host}.acme.com/token!blue!true",
                "https://x${connectionConfig.host}acme.com/token!evil!false",
                OPEN + "!eu.listed.example!true",
                OPEN + "!own.provider.example!true"
            })
    void aTypedHostIsTheProvidersOrListed(String url, String value, boolean allowed) throws Exception {
        check(url, "{type: string}", value, Set.of("host"), allowed);
    }

    @Test
    void aFieldThatLetsNoStrangerPassNeedsNoList() throws Exception {
        check(OPEN, "{type: string, pattern: '^[a-z]+\\.acme\\.com$'}", "blue.acme.com", Set.of("host"), true);
    }

    /** Columns: the token URL, the pattern, the value typed, whether it may go there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "https://login.acme.${connectionConfig.host}/token!^[a-z]{2,3}(\\.[a-z]{2})?$!zip!false",
                "https://login.acme.${connectionConfig.host}/token!^(eu|com\\.au)$!com.au!true",
                "https://${connectionConfig.host}.acme.com/token!^[a-z]{2,3}$!eu!true",
                "${connectionConfig.host}/token!^https://.*\\.acme\\.com$!https://evil.example/.acme.com!false",
                "${connectionConfig.host}/token!^https://.*\\.acme\\.com$!https://blue.acme.com!true",
                OPEN + "!^.*\\.acme\\.com$!evil.example/.acme.com!false"
            })
    void aPatternThatStrangersCanMeetPinsNothingDown(String url, String pattern, String value, boolean allowed)
            throws Exception {
        check(url, "{type: string, pattern: '" + pattern + "'}", value, Set.of("host"), allowed);
    }

    @Test
    void aHostThatTheSessionGivesNeedsNoListEither() throws Exception {
        check(OPEN, "{type: string}", "self-hosted.example", Set.of(), true);
    }

    @Test
    void whatTheBrowserBringsBackLeadsNoFurther() throws Exception {
        String fields = "auth_mode: OAUTH2, authorization_url: 'https://login.acme.com/auth',"
                + " token_url: '${connectionConfig.server}/token', redirect_uri_metadata: [server],"
                + " connection_config: {server: {type: string, automated: true, pattern: '^https://.*\\.acme\\.com$'}}";
        WayBack back = new WayBack(
                CallbackQuery.of(Map.of("code", List.of("c"), "server", List.of("https://evil.example/.acme.com"))),
                SecretMap.EMPTY,
                "https://gw.example.com/cb");
        try (FlowBench bench = FlowBench.bare(directory, fields)) {
            TokenExchange exchange = new TokenExchange(bench.upstream(), bench.exchange(), Clock.systemUTC());
            OAuth2Flow flow = new OAuth2Flow(bench.targets(), new AuthorizationCodeGrant(exchange, () -> 7), () -> 7);

            assertThatThrownBy(() -> flow.arrive(bench.subject(), back).block(Duration.ofSeconds(10)))
                    .hasMessageStartingWith("evil.example: not a host of Acme");
        }
    }

    private void check(String url, String rule, String value, Set<String> typed, boolean allowed) throws Exception {
        String fields = "auth_mode: OAUTH2, authorization_url: 'https://login.acme.com/auth', token_url: '" + url
                + "', connection_config: {host: " + rule + "}, proxy: {base_url: 'https://api.acme.com',"
                + " allowed_hosts: [own.provider.example]}";
        try (FlowBench bench = FlowBench.bare(directory, fields)) {
            Subject subject = AccountFacts.applied(bench.subject(), Map.of("host", value));
            if (allowed) {
                assertThatCode(() -> bench.targets().requireBound(subject, typed))
                        .doesNotThrowAnyException();
            } else {
                assertThatThrownBy(() -> bench.targets().requireBound(subject, typed))
                        .isInstanceOf(AuthorizationException.class)
                        .hasMessageContaining(": not a host of Acme (expected: one of its own domain");
            }
        }
    }
}
