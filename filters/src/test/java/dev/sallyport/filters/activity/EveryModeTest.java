// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.catalog.FieldRule;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.catalog.ProxyRules;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.CredentialFields;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.testing.Samples;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing secret of a connection is in a record, whatever its mode is and whatever its upstream gives back. */
class EveryModeTest {

    private static final String MARK = "cAnArY";
    private static final List<String> MARKS_IN_BASE64 =
            Stream.of("", "x", "xx").map(EveryModeTest::markBehind).toList();
    private static final String CONFIG = canary("config");
    private static final String CALLERS = canary("callers-header");
    private static final String QUERY = canary("query");

    static Stream<Credential> modes() {
        return Stream.of(
                mode("API_KEY", Map.of("apiKey", canary("apiKey"))),
                mode("BASIC", Map.of("username", canary("username"), "password", canary("password"))),
                mode("NONE", Map.of()),
                mode("OAUTH1", Map.of("oauth_token", canary("token"), "oauth_token_secret", canary("tokenSecret"))),
                mode(
                        "OAUTH2",
                        Map.of(
                                "access_token", canary("access"),
                                "refresh_token", canary("refresh"),
                                "raw", Map.of("id_token", canary("raw"), "nested", Map.of("any", canary("nested"))),
                                "config_override", Map.of("client_secret", canary("override")))),
                mode(
                        "OAUTH2_CC",
                        Map.of(
                                "token", canary("token"),
                                "client_id", canary("clientId"),
                                "client_secret", canary("clientSecret"),
                                "client_private_key", canary("privateKey"))),
                mode("TBA", Map.of("token_id", canary("tokenId"), "token_secret", canary("tokenSecret"))),
                mode("JWT", Map.of("token", canary("token"), "privateKey", Map.of("key", canary("own")))),
                mode(
                        "SIGNATURE",
                        Map.of("username", canary("user"), "password", canary("pass"), "token", canary("token"))),
                mode(
                        "TWO_STEP",
                        Map.of("token", canary("token"), "_cookies", canary("cookies"), "organization", canary("own"))),
                mode(
                        "BILL",
                        Map.of(
                                "username", canary("user"),
                                "password", canary("pass"),
                                "organization_id", canary("org"),
                                "dev_key", canary("devKey"),
                                "session_id", canary("session"))),
                mode("APP", Map.of("access_token", canary("token"), "jwtToken", canary("jwt"))),
                mode(
                        "CUSTOM",
                        Map.of("app", Map.of("access_token", canary("app")), "user", Map.of("t", canary("user")))),
                mode(
                        "AWS_SIGV4",
                        Map.of(
                                "access_key_id", canary("keyId"),
                                "secret_access_key", canary("secretKey"),
                                "session_token", canary("sessionToken"),
                                "role_arn", canary("roleArn"),
                                "external_id", canary("externalId"))));
    }

    @Test
    void everyModeIsAmongThem() {
        assertThat(modes().map(Object::getClass).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(kindsOf(Credential.class).toList());
    }

    private static Stream<Class<?>> kindsOf(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(EveryModeTest::kindsOf)
                : Stream.of(type);
    }

    @ParameterizedTest
    @MethodSource("modes")
    void noSecretIsInARecord(Credential credential) throws Exception {
        List<String> secrets = canaries(credential);
        String echo = spellings(secrets) + " " + credential.authorization();
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.send(answer(request, echo)));
                RecordedChain chain =
                        RecordedChain.of(provider(upstream.port()), Samples.integration(), connection(credential))) {
            for (String secret : secrets) {
                chain.send(request("/proxy/" + encoded(secret)));
                assertClean(chain.record());
            }
            chain.send(request("/proxy/plain"));
            ActivityRecord record = chain.record();

            assertClean(record);
            assertThat(record.failure().excerpt()).contains("[redacted]");
            assertThat(upstream.received().toString()).contains(CALLERS, encoded(QUERY), CONFIG);
        }
    }

    private static void assertClean(ActivityRecord record) {
        assertThat(record.toString()).contains("/proxy/").doesNotContain(MARK).doesNotContain(MARKS_IN_BASE64);
    }

    private static String request(String target) {
        return "GET " + target + "?sig=" + encoded(QUERY) + " HTTP/1.1\r\nHost: a\r\nProvider-Config-Key: acme\r\n"
                + "Connection-Id: alice\r\nX-Secret: " + CALLERS + "\r\n\r\n";
    }

    private static String answer(RawUpstream.Received request, String echo) {
        String body = echo + " " + CONFIG + " " + QUERY + " " + request.head();
        return "HTTP/1.1 500 " + echo.substring(0, Math.min(echo.length(), 200)) + "\r\nServer: " + echo
                + "\r\nX-Echo: " + echo + "\r\nContent-Type: text/plain\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    private static String spellings(List<String> secrets) {
        return secrets.stream()
                .map(secret -> secret + " " + encoded(secret) + " " + base64(secret) + " " + base64("u:" + secret) + " "
                        + base64(secret + ":"))
                .collect(Collectors.joining(" "));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The digits that say nothing of what stands before and behind. */
    private static String markBehind(String before) {
        return base64(before + MARK + "xxx")
                .substring((before.length() * 8 + 5) / 6, (before.length() + MARK.length()) * 8 / 6);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> canaries(Credential credential) {
        List<String> found = new ArrayList<>();
        Arrays.stream(credential.fields().toString().split("[{}=, ]+", -1))
                .filter(word -> word.startsWith(MARK))
                .forEach(found::add);
        return found;
    }

    private static Provider provider(int port) {
        ProxyRules rules = Samples.rules("http://127.0.0.1:" + port);
        ProxyRules injecting = new ProxyRules(
                rules.baseUrl(),
                List.of(
                        Samples.named("x-tenant", "${connectionConfig.tenant}"),
                        Samples.named("x-basic", "Basic ${base64(u:${connectionConfig.tenant})}")),
                List.of(Samples.named("tenant", "${connectionConfig.tenant}")),
                Map.of(),
                false,
                false,
                List.of(),
                null,
                rules.retry(),
                rules.rateLimit());
        Provider plain = Samples.provider(injecting);
        FieldRule tenant = new FieldRule("tenant", null, null, false, false, true, null, List.of());
        return new Provider(
                plain.name(),
                plain.displayName(),
                plain.authMode(),
                plain.tokens(),
                plain.authorization(),
                plain.proxy(),
                Map.of("tenant", tenant),
                Map.of(),
                Map.of(),
                Map.of());
    }

    private static Connection connection(Credential credential) {
        Map<String, Object> config =
                Map.of("tenant", CONFIG, "accountId", "1234", "region", "eu-west-1", "service", "s3");
        return Samples.connection(credential, config, Map.of());
    }

    private static Credential mode(String type, Map<String, Object> fields) {
        return CredentialFields.read(type, fields);
    }

    /** With what is spelled otherwise in URLs and in Base64. */
    private static String canary(String name) {
        return MARK + "/" + name + "+Value";
    }
}
