// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.filters.testing.Samples;
import dev.sallyport.filters.token.AuthorizationCodeGrant;
import dev.sallyport.filters.token.TokenExchange;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the catalogue says of an authorization page becomes of its address. */
class AuthorizationUrlTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String BASE = "https://login.acme.com/auth";
    private static final String CORE =
            "client_id=the-id&response_type=code&redirect_uri=https%3A%2F%2Fgw.example.com%2Fcb";

    @TempDir
    Path directory;

    /** Columns: fields of the provider, the address; CORE are the parameters that are always there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x: y|/auth?CORE&scope=read%20write&state=s",
                "scope_separator: ','|/auth?CORE&scope=read%2Cwrite&state=s",
                "authorization_params: {scope: all, prompt: '', a: '${connectionConfig.tenant}'}|/auth?CORE&scope=all&prompt=&a=t%261&state=s",
                "authorization_params: {prompt: ''}, authorization_url_skip_empty: true|/auth?CORE&scope=read%20write&state=s",
                "authorization_params: {deep: '${connectionConfig.none}', n: 7}|/auth?CORE&scope=read%20write&n=7&state=s",
                "authorization_url_fragment: /consent|/auth#/consent?CORE&scope=read%20write&state=s",
                "authorization_url: 'https://login.acme.com/auth?fixed=1'|/auth?fixed=1&CORE&scope=read%20write&state=s",
                "authorization_url: 'https://login.acme.com/auth?t=${connectionConfig.tenant}'|/auth?t=t%261&CORE&scope=read%20write&state=s",
                "authorization_url: 'https://login.acme.com/auth?t=${connectionConfig.tenant}', authorization_url_skip_encode: [tenant]"
                        + "|/auth?t=t&1&CORE&scope=read%20write&state=s",
                "authorization_url_replacements: {client_id: client_key}"
                        + "|/auth?client_key=the-id&response_type=code&redirect_uri=https%3A%2F%2Fgw.example.com%2Fcb&scope=read%20write&state=s"
            })
    void theAddressIsAsTheCatalogueSays(String fields, String expected) throws Exception {
        assertThat(location("disable_pkce: true, " + fields, Map.of()))
                .isEqualTo("https://login.acme.com" + expected.replace("CORE", CORE));
    }

    @ParameterizedTest
    @CsvSource({
        "state, x",
        "redirect_uri, https://evil.example",
        "client_id, x",
        "response_type, token",
        "code_challenge, x"
    })
    void aSessionMayAddParametersButNotTakeTheFlowApart(String name, String value) throws Exception {
        String location = location("x: y", Map.of(name, value, "login_hint", "ada@example.com"));

        assertThat(location)
                .contains("login_hint=ada%40example.com")
                .contains("&state=s&")
                .containsOnlyOnce(name + "=")
                .doesNotContain("evil");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "authorization_url: 'https://${connectionConfig.none}.acme.com/auth'|connectionConfig.none: no value",
                "authorization_url: 'https://${connectionConfig.tenant}.acme.com/auth'|host must be a DNS name",
                "authorization_url: {OAUTH1: 'https://a.com/'}|cannot be authorized in a browser"
            })
    void anAddressThatCannotBeIsToldInWords(String fields, String words) {
        assertThatThrownBy(() -> location(fields, Map.of()))
                .isInstanceOf(AuthorizationException.class)
                .hasMessageContaining(words);
    }

    private String location(String fields, Map<String, String> params) throws Exception {
        String url = fields.contains("authorization_url:") ? "" : "authorization_url: '" + BASE + "', ";
        try (FlowBench bench = FlowBench.bare(directory, "auth_mode: OAUTH2, " + url + fields)) {
            TokenExchange exchange =
                    new TokenExchange(bench.upstream(), bench.exchange(), Clock.fixed(Samples.NOW, ZoneOffset.UTC));
            OAuth2Flow flow = new OAuth2Flow(bench.targets(), new AuthorizationCodeGrant(exchange, () -> 7), () -> 7);
            return flow.depart(bench.subject(), new Terms("s", "https://gw.example.com/cb", params))
                    .block(PATIENCE)
                    .location();
        }
    }
}
