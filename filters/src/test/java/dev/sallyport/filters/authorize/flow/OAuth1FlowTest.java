// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import static dev.sallyport.filters.crypto.PercentEncoding.encode;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.filters.credential.OAuth1Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.signing.OAuth1Handshake;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.testing.RawUpstream.Received;
import java.net.URLDecoder;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Three legs on the wire; signatures are checked by other code than made them. */
class OAuth1FlowTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String TEMPORARY = "oauth_token=temp%2Bkey&oauth_token_secret=temp+secret".replace('+', '_')
            + "&oauth_callback_confirmed=true";
    private static final String GRANTED = "oauth_token=key&oauth_token_secret=secret&user_id=7\n";
    private static final Terms TERMS =
            new Terms("the-state", "https://gw.example.com/oauth/callback", Map.of("name", "x y"));

    @TempDir
    Path directory;

    private RawUpstream upstream;
    private String answer = RawUpstream.ok(TEMPORARY);

    @BeforeEach
    void start() throws Exception {
        upstream = RawUpstream.start((request, wire) -> wire.send(answer));
    }

    @AfterEach
    void stop() throws Exception {
        upstream.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HMAC-SHA1", "HMAC-SHA256", "PLAINTEXT", "RSA-SHA1"})
    void aTokenIsGotInThreeLegs(String method) throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        String secret = method.startsWith("RSA") ? pem(keys) : "c&s";
        try (FlowBench bench = bench("signature_method: " + method + ", request_params: {perms: 'r w'}", secret)) {
            OAuth1Flow flow = flow(bench);

            Departure departure = flow.depart(bench.subject(), TERMS).block(PATIENCE);
            verify(upstream.received().getLast(), method, secret, "", keys);
            assertThat(parameters(upstream.received().getLast()))
                    .containsEntry("oauth_callback", "https://gw.example.com/oauth/callback?state=the-state")
                    .doesNotContainKey("oauth_token");
            assertThat(upstream.received().getLast().bodyText()).isEqualTo("perms=r%20w");
            assertThat(departure.location())
                    .isEqualTo("http://127.0.0.1:" + upstream.port()
                            + "/authorize?oauth_token=temp%2Bkey&scope=read%2Cwrite&expiration=never&name=x%20y");

            answer = RawUpstream.ok(GRANTED);
            Arrival arrival = flow.arrive(
                            bench.subject(), back(departure, "oauth_token", "temp+key", "oauth_verifier", "v"))
                    .block(PATIENCE);
            verify(upstream.received().getLast(), method, secret, "temp_secret", keys);
            assertThat(parameters(upstream.received().getLast()))
                    .containsEntry("oauth_token", "temp+key")
                    .containsEntry("oauth_verifier", "v");
            OAuth1Credential credential = (OAuth1Credential) arrival.credential();
            assertThat(credential.token().reveal()).isEqualTo("key");
            assertThat(credential.tokenSecret().reveal()).isEqualTo("secret");
            assertThat(arrival.connectionConfig()).isEqualTo(Map.of("user_id", "7"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "denied, temp+key, x, y, Access was not granted at Acme.",
        "oauth_problem, user_refused, x, y, Access was not granted at Acme.",
        "oauth_token, other, oauth_verifier, v, another token than the one you left with",
        "x, y, oauth_verifier, v, another token than the one you left with",
        "oauth_token, temp+key, x, y, no proof of your consent"
    })
    void aWayBackThatDoesNotFitIsRefused(String name, String value, String other, String otherValue, String words)
            throws Exception {
        try (FlowBench bench = bench("x: y", "c&s")) {
            OAuth1Flow flow = flow(bench);
            Departure departure = flow.depart(bench.subject(), TERMS).block(PATIENCE);

            assertThatThrownBy(() -> flow.arrive(bench.subject(), back(departure, name, value, other, otherValue))
                            .block(PATIENCE))
                    .isInstanceOf(AuthorizationException.class)
                    .hasMessageContaining(words);
            assertThat(upstream.received()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "401|oauth_problem=S3CR3T|status_401",
                "200|<html>S3CR3T</html>|no_token",
                "200|oauth_token=a|no_token",
                "200|oauth_token=&oauth_token_secret=S3CR3T|no_token",
                "200|oauth_token=a%0D%0Ab&oauth_token_secret=S3CR3T|no_token",
                "200|oauth_token=%zz&oauth_token_secret=S3CR3T|no_token",
                "200|oauth_token=a&oauth_token_secret=S3CR3T&oauth_callback_confirmed=false|no_token"
            })
    void oddAnswersAreToldInWords(int status, String body, String words) throws Exception {
        answer = "HTTP/1.1 " + status + " Said\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        try (FlowBench bench = bench("x: y", "c&s")) {
            assertThatThrownBy(() -> flow(bench).depart(bench.subject(), TERMS).block(PATIENCE))
                    .isInstanceOf(AuthorizationException.class)
                    .hasMessageContaining("Acme did not give a temporary token: " + words)
                    .hasMessageNotContaining("S3CR3T");
        }
    }

    @Test
    void anIntegrationWithoutAnApplicationIsToldSo() throws Exception {
        try (FlowBench bench = bench("x: y", "")) {
            assertThatThrownBy(() -> flow(bench).depart(bench.subject(), TERMS).block(PATIENCE))
                    .isInstanceOf(AuthorizationException.class)
                    .hasMessageContaining("integration.client_secret");
        }
    }

    private FlowBench bench(String fields, String clientSecret) throws Exception {
        return FlowBench.of(
                directory,
                upstream.port(),
                "auth_mode: OAUTH1, request_url: 'http://127.0.0.1:PORT/request', scope_separator: ',',"
                        + " authorization_params: {expiration: never}, token_response_metadata: [user_id], " + fields,
                clientSecret);
    }

    private static OAuth1Flow flow(FlowBench bench) {
        OAuth1Handshake handshake = new OAuth1Handshake(Clock.systemUTC(), RandomGenerator.getDefault());
        return new OAuth1Flow(bench.targets(), handshake, bench.exchange());
    }

    private static WayBack back(Departure departure, String name, String value, String other, String otherValue) {
        CallbackQuery query = CallbackQuery.of(Map.of(name, List.of(value), other, List.of(otherValue)));
        SecretMap carried = departure.carried();
        return new WayBack(query, carried, TERMS.redirectUri());
    }

    private static String pem(KeyPair keys) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----";
    }

    /** RFC 5849 §3.4, written down once more. */
    private void verify(Received request, String method, String secret, String tokenSecret, KeyPair keys)
            throws Exception {
        Map<String, String> parameters = parameters(request);
        String signature = parameters.remove("oauth_signature");
        assertThat(parameters)
                .containsEntry("oauth_signature_method", method)
                .containsEntry("oauth_consumer_key", "the-id");
        Stream<String> form = request.bodyText().isEmpty() ? Stream.of() : Stream.of(request.bodyText());
        String joined = Stream.concat(
                        parameters.entrySet().stream()
                                .map(each -> encode(each.getKey()) + "=" + encode(each.getValue())),
                        form)
                .sorted()
                .collect(Collectors.joining("&"));
        String base = "POST&" + encode("http://127.0.0.1:" + upstream.port() + request.target()) + "&" + encode(joined);
        String key = encode(secret) + "&" + encode(tokenSecret);
        switch (method) {
            case "PLAINTEXT" -> assertThat(signature).isEqualTo(key);
            case "RSA-SHA1" -> {
                Signature rsa = Signature.getInstance("SHA1withRSA");
                rsa.initVerify(keys.getPublic());
                rsa.update(base.getBytes(UTF_8));
                assertThat(rsa.verify(Base64.getDecoder().decode(signature))).isTrue();
            }
            default -> {
                String algorithm = "Hmac" + method.substring("HMAC-".length());
                Mac mac = Mac.getInstance(algorithm);
                mac.init(new SecretKeySpec(key.getBytes(UTF_8), algorithm));
                assertThat(signature).isEqualTo(Base64.getEncoder().encodeToString(mac.doFinal(base.getBytes(UTF_8))));
            }
        }
    }

    private static Map<String, String> parameters(Received request) {
        Map<String, String> parameters = new TreeMap<>();
        String header = request.headers("authorization").getFirst().substring("OAuth ".length());
        for (String pair : header.split(", ", -1)) {
            int equals = pair.indexOf('=');
            String value = pair.substring(equals + 2, pair.length() - 1);
            parameters.put(pair.substring(0, equals), URLDecoder.decode(value, UTF_8));
        }
        return parameters;
    }
}
