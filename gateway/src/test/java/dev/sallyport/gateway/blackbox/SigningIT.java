// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.testing.RawUpstream.Received;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What upstreams get of credentials that sign requests, and of those whose token somebody has to obtain first. */
@ExtendWith(SharedGateway.class)
class SigningIT {

    private static final String OAUTH1 = "{\"type\":\"OAUTH1\",\"oauth_token\":\"t&k\",\"oauth_token_secret\":\"t s\"}";
    private static final String TBA = "{\"type\":\"TBA\",\"token_id\":\"tid\",\"token_secret\":\"ts\"}";
    private static final String AWS =
            "{\"type\":\"AWS_SIGV4\",\"access_key_id\":\"AKID\",\"secret_access_key\":\"aws/secret\","
                    + "\"session_token\":\"session==\",\"region\":\"eu-west-1\",\"service\":\"sqs\"}";

    private final SharedGateway.Running shared;

    SigningIT(SharedGateway.Running shared) {
        this.shared = shared;
    }

    @ParameterizedTest
    @CsvSource({"bb-oauth1", "bb-oauth1-sha256"})
    void oauth1SignsTheQueryAndForms(String provider) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            Route route = shared.to(upstream, provider, OAUTH1);
            route.get("/a%20b/c?z=1&a=x+y&a=%7E&b", "Nango-Proxy-Authorization: mine");
            route.get("/");
            route.post("/f?q=1", "b=%C3%BC&a=1+2&a", "Content-Type: application/x-www-form-urlencoded");
            route.post("/j", "{\"a\":1}", "Content-Type: application/json");

            assertThat(upstream.received()).hasSize(4);
            for (Received request : upstream.received()) {
                Signatures.checkOAuth1(request, "secret", "t s");
                assertThat(Signatures.oauthParameters(request))
                        .containsEntry("oauth_consumer_key", "id")
                        .containsEntry("oauth_token", "t&k");
            }
            assertThat(upstream.received().get(2).bodyText()).isEqualTo("b=%C3%BC&a=1+2&a");
            assertThat(upstream.received().get(3).bodyText()).isEqualTo("{\"a\":1}");
        }
    }

    @Test
    void plaintextSendsTheSecrets() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            shared.to(upstream, "bb-oauth1-plain", OAUTH1).get("/");

            assertThat(Signatures.oauthParameters(upstream.received().getFirst()))
                    .containsEntry("oauth_signature_method", "PLAINTEXT")
                    .containsEntry("oauth_signature", "secret&t%20s");
        }
    }

    @Test
    void aFormThatOAuth1SignsIsHeldAndAnyOtherBodyStreams() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            Route route = shared.to(upstream, "bb-oauth1", OAUTH1);
            String large = "x".repeat(100_000);

            RawResponse form = route.post("/", large, "Content-Type: application/x-www-form-urlencoded");
            assertThat(form.status()).isEqualTo(413);
            assertThat(form.text()).contains("\"code\":\"body_too_large\"");
            assertThat(route.post("/", large, "Content-Type: text/plain").status())
                    .isEqualTo(200);
            assertThat(upstream.received()).hasSize(1);
        }
    }

    @Test
    void tokenBasedSignaturesNameTheirAccount() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            String config = "{\"port\":\"%d\",\"accountId\":\"12-sb1\"}".formatted(upstream.port());
            shared.connect("bb-tba", TBA, "{}", config).get("/x?limit=5");

            Received request = upstream.received().getFirst();
            Signatures.checkOAuth1(request, "secret", "ts");
            assertThat(Signatures.single(request, "authorization")).startsWith("OAuth realm=\"12_SB1\", ");
            assertThat(Signatures.oauthParameters(request)).containsEntry("oauth_signature_method", "HMAC-SHA256");
        }
    }

    @Test
    void aMissingAccountIsNamed() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("never"))) {
            RawResponse answer = shared.to(upstream, "bb-tba", TBA).get("/");

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text())
                    .contains("\"code\":\"missing_connection_config\"", "\"variable\":\"connectionConfig.accountId\"");
            assertThat(upstream.received()).isEmpty();
        }
    }

    @Test
    void awsRequestsAreSignedWithAllTheirHeadersAndTheirBody() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            Route route = shared.to(upstream, "bb-aws", AWS);
            route.get("/a%20b/c?z=1&a=x+y&a=%7E&acl", "X-Own: a   b", "X-Own: c", "Nango-Proxy-X-Amz-Date: mine");
            route.post("/", "{\"a\":1}", "Content-Type: application/json", "X-Amz-Security-Token: mine");
            try (RawClient client = route.open()) {
                client.send(route.head("PUT", "/k", "Transfer-Encoding: chunked"));
                client.send("3\r\nabc\r\n0\r\n\r\n");
                assertThat(client.read().status()).isEqualTo(200);
            }
            route.call("DELETE", "/");

            assertThat(upstream.received()).hasSize(4);
            for (Received request : upstream.received()) {
                Signatures.checkAws(request, "aws/secret");
                assertThat(Signatures.single(request, "x-amz-security-token")).isEqualTo("session==");
                assertThat(Signatures.single(request, "authorization"))
                        .matches("AWS4-HMAC-SHA256 Credential=AKID/\\d{8}/eu-west-1/sqs/aws4_request, .*");
                assertThat(Signatures.signedHeaders(request))
                        .contains("host", "user-agent", "x-amz-date", "x-amz-security-token", "x-provider");
            }
            assertThat(Signatures.signedHeaders(upstream.received().getFirst())).contains("x-own");
        }
    }

    @Test
    void everyAttemptIsSignedAnew() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (RawUpstream upstream = RawUpstream.start((_, wire) -> wire.send(
                calls.incrementAndGet() == 1
                        ? "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nRetry-After: 1\r\n\r\n"
                        : RawUpstream.ok("done")))) {
            RawResponse answer = shared.to(upstream, "bb-aws", AWS).post("/", "body", "Retries: 1");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(upstream.received()).hasSize(2);
            for (Received request : upstream.received()) {
                Signatures.checkAws(request, "aws/secret");
            }
            assertThat(upstream.received().get(1).headers("x-amz-date"))
                    .isNotEqualTo(upstream.received().get(0).headers("x-amz-date"));
        }
    }

    @Test
    void aRedirectIsSignedAnewAndElsewhereNotAtAll() throws Exception {
        try (RawUpstream stranger = RawUpstream.answering(RawUpstream.ok("stranger"));
                RawUpstream upstream = RawUpstream.start((request, wire) -> wire.send(
                        switch (request.target()) {
                            case "/here" -> "HTTP/1.1 302 Found\r\nLocation: /there?x=1\r\nContent-Length: 0\r\n\r\n";
                            case "/away" ->
                                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:" + stranger.port()
                                        + "/\r\nContent-Length: 0\r\n\r\n";
                            default -> RawUpstream.ok("done");
                        }))) {
            Route aws = shared.to(upstream, "bb-aws", AWS);
            Route oauth = shared.to(upstream, "bb-oauth1", OAUTH1);
            assertThat(aws.get("/here").text()).isEqualTo("done");
            assertThat(oauth.get("/here").text()).isEqualTo("done");
            assertThat(aws.get("/away").text()).isEqualTo("stranger");
            assertThat(oauth.get("/away").text()).isEqualTo("stranger");

            assertThat(upstream.received()).hasSize(6);
            Signatures.checkAws(upstream.received().get(1), "aws/secret");
            Signatures.checkOAuth1(upstream.received().get(3), "secret", "t s");
            assertThat(stranger.received())
                    .hasSize(2)
                    .allSatisfy(request -> assertThat(request.head().toLowerCase())
                            .doesNotContain("authorization:", "x-amz-", "session=="));
        }
    }

    @Test
    void aCallersOwnAuthorizationStandsWhereTheIntegrationLetsIt() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            shared.to(upstream, "bb-oauth1", OAUTH1, "{\"allow_credential_override\":true}")
                    .get("/", "Nango-Proxy-Authorization: mine");

            assertThat(upstream.received().getFirst().headers("authorization")).containsExactly("mine");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "bb-jwt   | {\"type\":\"JWT\",\"token\":\"t.t\"} | authorization | Bearer t.t",
                "bb-login | {\"type\":\"TWO_STEP\",\"token\":\"t\"} | authorization | Bearer t",
                "bb-login-own-header | {\"type\":\"TWO_STEP\",\"token\":\"t\"} | x-auth | t",
                "bb-login-own-header | {\"type\":\"TWO_STEP\",\"token\":\"t\"} | authorization | -",
                "bb-app   | {\"type\":\"APP\",\"access_token\":\"t\"} | authorization | Bearer t",
                "bb-bill  | {\"type\":\"BILL\",\"username\":\"u\",\"password\":\"p\",\"organization_id\":\"o\",\"dev_key\":\"d\",\"session_id\":\"s\"} | authorization | -",
                "bb-wsse  | {\"type\":\"SIGNATURE\",\"username\":\"u\",\"password\":\"p\",\"token\":\"UsernameToken x\"} | x-wsse | UsernameToken x",
                "bb-wsse  | {\"type\":\"SIGNATURE\",\"username\":\"u\",\"password\":\"p\",\"token\":\"UsernameToken x\"} | authorization | Bearer UsernameToken x",
            })
    void aStoredTokenIsSentWhereItsModeHasIt(String provider, String credentials, String header, @Nullable String value)
            throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            RawResponse answer = shared.to(upstream, provider, credentials).get("/");

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(upstream.received().getFirst().headers(header))
                    .isEqualTo(value == null ? List.of() : List.of(value));
        }
    }
}
