// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import static dev.sallyport.filters.token.TokenGrants.client;
import static dev.sallyport.filters.token.TokenGrants.oauth2;
import static dev.sallyport.filters.token.TokenGrants.requestOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.testing.RawUpstream.Received;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What token endpoints are asked. */
class TokenRequestTest {

    private static final String REFRESH =
            "grant_type=refresh_token&refresh_token=old+refresh%2B%26&client_id=the-id&client_secret=the-secret";

    @Test
    void asksWithTheRefreshTokenAndTheIntegrationsClient() throws Exception {
        Received request = requestOf("auth_mode: OAUTH2", oauth2());

        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.target()).isEqualTo("/token");
        assertThat(request.headers("content-type")).containsExactly("application/x-www-form-urlencoded");
        assertThat(request.headers("accept")).containsExactly("application/json");
        assertThat(request.headers("user-agent")).containsExactly("Sallyport/test");
        assertThat(request.headers("authorization")).isEmpty();
        assertThat(request.bodyText().split("&")).containsExactlyInAnyOrder(REFRESH.split("&"));
    }

    /** Columns: the provider's fields, the expected body in any order, the expected Authorization. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "token_params: {grant_type: authorization_code, x: 'y z'}"
                        + "|grant_type=refresh_token&refresh_token=old+refresh%2B%26&client_id=the-id&client_secret=the-secret&x=y+z|",
                "token_params: {x: y}, refresh_params: {type: refresh, tenant: '${connectionConfig.tenant}', none: '${connectionConfig.none}'}"
                        + "|type=refresh&tenant=t%2F1&grant_type=refresh_token&refresh_token=old+refresh%2B%26&client_id=the-id"
                        + "&client_secret=the-secret|",
                "authorization_method: header"
                        + "|grant_type=refresh_token&refresh_token=old+refresh%2B%26|Basic dGhlLWlkOnRoZS1zZWNyZXQ=",
                "token_request_auth_method: basic"
                        + "|grant_type=refresh_token&refresh_token=old+refresh%2B%26|Basic dGhlLWlkOnRoZS1zZWNyZXQ="
            })
    void sendsWhatTheProviderAsksFor(String fields, String body, @Nullable String authorization) throws Exception {
        Received request = requestOf("auth_mode: OAUTH2, " + fields, oauth2());

        assertThat(request.bodyText().split("&")).containsExactlyInAnyOrder(body.split("&"));
        assertThat(request.headers("authorization"))
                .isEqualTo(authorization == null ? List.of() : List.of(authorization));
    }

    @Test
    void theConnectionsOwnClientGoesBeforeTheIntegrations() throws Exception {
        OAuth2Credential own = new OAuth2Credential(
                SecretText.of("a"),
                SecretText.of("r"),
                null,
                SecretMap.EMPTY,
                SecretMap.of(Map.of("client_id", "mine", "client_secret", "hush")));

        Received request = requestOf("auth_mode: OAUTH2", own);

        assertThat(request.bodyText()).contains("client_id=mine&client_secret=hush");
    }

    @Test
    void aRefreshUrlIsForRefreshesAndMayHaveAQuery() throws Exception {
        Received request = requestOf(
                "auth_mode: OAUTH2, refresh_url: 'http://127.0.0.1:PORT/again/${connectionConfig.tenant}?refresh'",
                oauth2());

        assertThat(request.target()).isEqualTo("/again/t/1?refresh");
    }

    @Test
    void sendsJsonWhereTheProviderTakesIt() throws Exception {
        Received request = requestOf(
                "auth_mode: OAUTH2_CC, body_format: json, token_params: {audience: a, deep: {flag: true, list: [1, '${clientId}']}}",
                client());

        assertThat(request.headers("content-type")).containsExactly("application/json");
        assertThat(request.bodyText())
                .isEqualTo(
                        "{\"audience\":\"a\",\"deep\":{\"flag\":true,\"list\":[1,\"the-id\"]},\"scope\":\"read write\","
                                + "\"client_id\":\"mine\",\"client_secret\":\"hush\"}");
    }

    @Test
    void sendsXmlWithAttributes() throws Exception {
        Received request = requestOf(
                "auth_mode: OAUTH2_CC, body_format: xml, token_request_auth_method: basic,"
                        + " token_params: {request: {$id: '1', login: '<&>'}}, scope_separator: ' '",
                client());

        assertThat(request.bodyText()).contains("<request id=\"1\"><login>&lt;&amp;&gt;</login></request>");
    }

    @Test
    void putsParametersIntoTheQueryWhereTheProviderWantsThemThere() throws Exception {
        Received request = requestOf(
                "auth_mode: OAUTH2_CC, body_format: query, token_request_auth_method: basic, scope_separator: ',',"
                        + " token_params: {grant_type: client_credentials}",
                client());

        assertThat(request.target()).isEqualTo("/token?grant_type=client_credentials&scope=read%2Cwrite");
        assertThat(request.body()).isEmpty();
        assertThat(request.headers("authorization")).containsExactly("Basic bWluZTpodXNo");
    }

    @Test
    void aClientAsksWithItsPairAsTheProviderNamesIt() throws Exception {
        Received request = requestOf(
                "auth_mode: OAUTH2_CC, token_request_auth_method: custom, token_headers: {X-Tenant: '${connectionConfig.tenant}'}",
                client());

        assertThat(request.bodyText().split("&"))
                .containsExactlyInAnyOrder("username=mine", "password=hush", "scope=read+write");
        assertThat(request.headers("x-tenant")).containsExactly("t/1");
    }
}
