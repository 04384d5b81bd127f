// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.injection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.credential.BasicCredential;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.testing.Samples;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionVariablesTest {

    private final ConnectionVariables oauth = new ConnectionVariables(
            Samples.integration(),
            Samples.connection(
                    new OAuth2Credential(
                            SecretText.of("tok"),
                            SecretText.of("ref"),
                            null,
                            SecretMap.of(Map.of("team", Map.of("id", "T1"), "scope", "a b")),
                            SecretMap.EMPTY),
                    Map.of(
                            "subdomain", "acme",
                            "nested", Map.of("deep", "x"),
                            "nested.deep", "flat",
                            "a.b", "dotted",
                            "empty", "",
                            "port", 8443,
                            "flag", true),
                    Map.of("account", 12, "ratio", 1.0, "huge", 12345678901.0, "list", "ok")));

    @ParameterizedTest
    @CsvSource({
        "accessToken, tok",
        "access_token, tok",
        "credentials.access_token, tok",
        "credentials.raw.team.id, T1",
        "raw.scope, a b",
        "clientId, the-id",
        "clientSecret, the-secret",
        "connectionId, alice",
        "connection_id, alice",
        "providerConfigKey, acme",
        "provider_config_key, acme",
        "connectionConfig.subdomain, acme",
        "connection_config.subdomain, acme",
        "connectionConfig.nested.deep, x",
        "connectionConfig.a.b, dotted",
        "connectionConfig.port, 8443",
        "metadata.account, 12",
        "metadata.ratio, 1",
        "metadata.huge, 12345678901"
    })
    void aNameHasItsValue(String name, String value) {
        assertThat(oauth.lookup(name)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "unknown",
                "apiKey",
                "connectionConfig",
                "connectionConfig.",
                "connectionConfig.empty",
                "connectionConfig.flag",
                "connectionConfig.nested",
                "connectionConfig.unknown",
                "metadata.unknown",
                "credentials",
                "credentials.raw",
                "credentials.raw.team",
                "subdomain",
                "account",
                "now",
                "endpoint"
            })
    void whatHasNoScalarValueHasNone(String name) {
        assertThat(oauth.lookup(name)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"username, u", "password, p", "credentials.username, u"})
    void credentialFieldsStandAtTopLevelToo(String name, String value) {
        ConnectionVariables basic = new ConnectionVariables(
                Samples.integration(), Samples.connection(new BasicCredential(SecretText.of("u"), SecretText.of("p"))));

        assertThat(basic.lookup(name)).isEqualTo(value);
        assertThat(basic.lookup("accessToken")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"accessToken", "clientSecret", "apiKey", "credentials.apiKey", "raw.x", "anything"})
    void credentialFieldsAreSecret(String name) {
        assertThat(ConnectionVariables.anySecret(Set.of("now", name))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"clientId", "connectionConfig.x", "metadata.x", "connectionId", "now", "path"})
    void namesConfigurationAndTheRequestAreNot(String name) {
        assertThat(ConnectionVariables.anySecret(Set.of(name))).isFalse();
    }
}
