// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.credential.AppCredential;
import dev.sallyport.filters.credential.AwsCredential;
import dev.sallyport.filters.credential.BillCredential;
import dev.sallyport.filters.credential.ClientCredential;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.CustomCredential;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.credential.TwoStepCredential;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * One of the ways in which a provider is asked for a token, with canaries for all that is secret.
 *
 * @param answer a good one, with {@code TOKEN} for the token
 * @param expiry member that says when the token ends; empty where none does
 */
record Way(String name, String definition, Credential credential, String answer, String expiry) {

    static final String CANARY = "canary";
    private static final SecretText SECRET = SecretText.of("canary-of-the-connection");
    private static final String URL = ", token_url: 'http://127.0.0.1:PORT/token?key=canary'";
    private static final String KEY = key();

    /** Each on the wire; those that ask nobody are not among them. */
    static List<Way> all() {
        return List.of(
                new Way(
                        "OAUTH2",
                        "auth_mode: OAUTH2" + URL,
                        new OAuth2Credential(SECRET, SECRET, Asking.NOW, SecretMap.EMPTY, SecretMap.EMPTY),
                        "{\"access_token\":\"TOKEN\",\"refresh_token\":\"TOKEN\"}",
                        "expires_in"),
                new Way(
                        "MCP_OAUTH2_GENERIC",
                        "auth_mode: MCP_OAUTH2_GENERIC",
                        new OAuth2Credential(SECRET, SECRET, Asking.NOW, SecretMap.EMPTY, SecretMap.EMPTY),
                        "{\"access_token\":\"TOKEN\"}",
                        "expires_in"),
                new Way(
                        "OAUTH2_CC",
                        "auth_mode: OAUTH2_CC" + URL,
                        client(),
                        "{\"access_token\":\"TOKEN\"}",
                        "expires_in"),
                new Way(
                        "OAUTH2_CC with a key",
                        "auth_mode: OAUTH2_CC, token_request_auth_method: private_key_jwt" + URL,
                        client(),
                        "{\"access_token\":\"TOKEN\"}",
                        "expires_in"),
                new Way(
                        "TWO_STEP",
                        "auth_mode: TWO_STEP, token_params: {p: '${credentials.pass}'}, token_response: {token: t,"
                                + " token_expiration: expires_in, token_expiration_strategy: expireIn}" + URL,
                        login(),
                        "{\"t\":\"TOKEN\"}",
                        "expires_in"),
                new Way(
                        "BILL",
                        "auth_mode: BILL" + URL,
                        new BillCredential(
                                new BillCredential.Login(SECRET, SECRET, SECRET, SECRET),
                                null,
                                null,
                                null,
                                SecretMap.EMPTY),
                        "{\"sessionId\":\"TOKEN\",\"userId\":\"u\",\"organizationId\":\"o\"}",
                        ""),
                new Way(
                        "APP",
                        "auth_mode: APP" + URL,
                        new AppCredential(SECRET, Asking.NOW, null, SecretMap.EMPTY),
                        "{\"token\":\"TOKEN\"}",
                        "expires_at"),
                new Way(
                        "CUSTOM",
                        "auth_mode: CUSTOM, token_url: {APP: 'http://127.0.0.1:PORT/token', OAUTH2: 'http://127.0.0.1:PORT/user'}",
                        new CustomCredential(
                                SecretMap.of(Map.of("access_token", "canary")), SecretMap.EMPTY, SecretMap.EMPTY),
                        "{\"token\":\"TOKEN\"}",
                        "expires_at"),
                new Way(
                        "AWS_SIGV4",
                        "auth_mode: AWS_SIGV4",
                        new AwsCredential(
                                new AwsCredential.Scope("us-east-1", "s3"),
                                new AwsCredential.Role(SECRET, SECRET),
                                null,
                                SecretMap.EMPTY),
                        "{\"accessKeyId\":\"TOKEN\",\"secretAccessKey\":\"TOKEN\",\"sessionToken\":\"TOKEN\"}",
                        "expiration"));
    }

    /** Asks with all the settings that any of the ways takes. */
    Asking asking() {
        return Asking.of(definition, credential)
                .app("client_secret", "canary-of-the-integration")
                .app("app_id", "1")
                .app("private_key", KEY)
                .setting("stsEndpointUrl", "http://127.0.0.1:PORT/sts?key=canary")
                .setting("stsAuthType", "api_key")
                .setting("stsApiKey", "canary-of-sts")
                .config("oauth_client_info", "{\"client_id\":\"me\",\"client_secret\":\"canary-of-registration\"}")
                .config("oauth_metadata", Map.of("token_endpoint", "http://127.0.0.1:PORT/registered"))
                .config("secret", "canary-of-the-configuration");
    }

    String answer(String token) {
        return answer.replace("TOKEN", token);
    }

    /** A good answer that says this of the token's end. */
    String answerEnding(String value) {
        String more = expiry.isEmpty() ? "\"x\":1" : "\"" + expiry + "\":" + value;
        String good = answer("new");
        return good.substring(0, good.length() - 1) + "," + more + "}";
    }

    @Override
    public String toString() {
        return name;
    }

    private static ClientCredential client() {
        return new ClientCredential(
                SECRET, SecretText.of("me"), SECRET, null, SecretText.of(KEY), Asking.NOW, SecretMap.EMPTY);
    }

    private static TwoStepCredential login() {
        return new TwoStepCredential(
                SecretMap.of(Map.of("pass", "canary-of-the-login")), SECRET, null, null, null, SecretMap.EMPTY);
    }

    private static String key() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            byte[] der = generator.generateKeyPair().getPrivate().getEncoded();
            return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(der)
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
