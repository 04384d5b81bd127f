// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.credential.ClientCredential;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.refresh.TokenOutcome.Granted;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.testing.RawUpstream.Received;
import dev.sallyport.filters.testing.RawUpstream.Script;

/** The two grants of OAuth 2 that machines can repeat, asked of a server that a test scripts. */
final class TokenGrants {

    static final String OAUTH2 = "auth_mode: OAUTH2";
    static final String TOKEN = "{\"access_token\":\"new\",\"token_type\":\"BEARER\",\"expires_in\":3600}";

    private TokenGrants() {}

    static OAuth2Credential oauth2() {
        return new OAuth2Credential(
                SecretText.of("old"), SecretText.of("old refresh+&"), Asking.NOW, SecretMap.EMPTY, SecretMap.EMPTY);
    }

    static ClientCredential client() {
        return new ClientCredential(
                SecretText.of("old"),
                SecretText.of("mine"),
                SecretText.of("hush"),
                null,
                null,
                Asking.NOW,
                SecretMap.EMPTY);
    }

    /**
     * @param fields the provider's, with {@code auth_mode}
     */
    static Asking asking(String fields, Credential credential) {
        return Asking.of("token_url: 'http://127.0.0.1:PORT/token', " + fields, credential)
                .config("tenant", "t/1")
                .config("oauth_scopes", "read,write");
    }

    static Received requestOf(String fields, Credential credential) throws Exception {
        try (RawUpstream server = RawUpstream.answering(ok(TOKEN))) {
            assertThat(asking(fields, credential).at(server)).isInstanceOf(Granted.class);
            return server.received().getFirst();
        }
    }

    static TokenOutcome outcomeOf(String answer, Credential credential) throws Exception {
        String mode = credential instanceof ClientCredential ? "auth_mode: OAUTH2_CC" : OAUTH2;
        return outcomeOf(mode, (request, wire) -> wire.send(answer), credential);
    }

    /** Of one request and no more. */
    static TokenOutcome outcomeOf(String fields, Script script, Credential credential) throws Exception {
        try (RawUpstream server = RawUpstream.start(script)) {
            TokenOutcome outcome = asking(fields, credential).at(server);
            assertThat(server.received()).hasSize(1);
            return outcome;
        }
    }

    static String ok(String json) {
        return Asking.json(200, json);
    }
}
