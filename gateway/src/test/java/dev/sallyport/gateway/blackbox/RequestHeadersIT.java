// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.SharedGateway.API_KEY;
import static dev.sallyport.gateway.blackbox.SharedGateway.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.testing.RawUpstream.Received;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedGateway.class)
class RequestHeadersIT {

    private final SharedGateway.Running shared;

    RequestHeadersIT(SharedGateway.Running shared) {
        this.shared = shared;
    }

    @Test
    void endToEndHeadersAreForwardedWithTheirValuesAndRepetitions() throws IOException {
        Received received = sent(
                "bb-none",
                NONE,
                "Accept: text/csv",
                "Accept-Encoding: gzip, br",
                "Accept-Language: de",
                "X-Custom: one",
                "X-Custom: two",
                "If-None-Match: \"a\"",
                "Range: bytes=0-9",
                "User-Agent: my-app/1",
                "Idempotency-Key: k");

        assertThat(received.headers("accept")).containsExactly("text/csv");
        assertThat(received.headers("accept-encoding")).containsExactly("gzip, br");
        assertThat(received.headers("x-custom")).containsExactly("one", "two");
        assertThat(received.headers("if-none-match")).containsExactly("\"a\"");
        assertThat(received.headers("range")).containsExactly("bytes=0-9");
        assertThat(received.headers("user-agent")).containsExactly("my-app/1");
        assertThat(received.headers("idempotency-key")).containsExactly("k");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cookie: session=1",
                "Proxy-Authorization: Basic eDp5",
                "Proxy-Connection: keep-alive",
                "Keep-Alive: timeout=5",
                "TE: trailers",
                "Forwarded: for=10.0.0.1",
                "X-Forwarded-For: 10.0.0.1",
                "X-Forwarded-Host: internal",
                "X-Forwarded-Anything: 1",
                "X-Real-IP: 10.0.0.1",
                "Via: 1.1 inner",
                "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "tracestate: a=b",
                "baggage: user=1",
                "sentry-trace: 1-2-1",
                "Nango-Is-Script: false",
                "Nango-Is-Sync: false",
                "Nango-Is-Dry-Run: false",
                "Nango-Activity-Log-Id: abc",
                "Nango-Anything: x",
                "Sallyport-Priority: low",
                "Sallyport-Max-Wait: 10",
                "Sallyport-Anything: x",
                "Retries: 0",
                "Retry-On: 500, 502",
                "Decompress: false",
                "Forward-Headers-On-Redirect: false",
            })
    void headersMeantForTheGatewayOrForOneHopStay(String header) throws IOException {
        Received received = sent("bb-none", NONE, header);

        assertThat(received.headers(header.split(":")[0])).isEmpty();
        assertThat(received.headers("authorization")).isEmpty();
        assertThat(received.headers("provider-config-key")).isEmpty();
        assertThat(received.headers("connection-id")).isEmpty();
    }

    @Test
    void headersListedByConnectionStay() throws IOException {
        Received received = sent("bb-none", NONE, "X-Hop: 1", "X-End: 1", "Connection: X-Hop, keep-alive");

        assertThat(received.headers("x-hop")).isEmpty();
        assertThat(received.headers("x-end")).containsExactly("1");
    }

    @Test
    void aCallerCannotHaveTheCredentialDroppedByListingItInConnection() throws IOException {
        Received basic = sent(
                "bb-basic",
                "{\"type\":\"BASIC\",\"username\":\"u\",\"password\":\"p\"}",
                "Connection: authorization, keep-alive");
        Received key = sent("bb-header", API_KEY, "Connection: x-api-key");

        assertThat(basic.headers("authorization")).containsExactly("Basic dTpw");
        assertThat(key.headers("x-api-key")).containsExactly("the-key");
    }

    @Test
    void prefixedHeadersAreSentWithoutThePrefixAndBeatPlainOnes() throws IOException {
        Received received = sent(
                "bb-none",
                NONE,
                "X-Custom: plain",
                "Nango-Proxy-X-Custom: first",
                "nango-proxy-x-custom: last",
                "Nango-Proxy-Empty:",
                "Nango-Proxy-Cookie: a=b",
                "Nango-Proxy-User-Agent: explicit/1",
                "Nango-Proxy-X-Forwarded-For: 203.0.113.1");

        assertThat(received.headers("x-custom")).containsExactly("last");
        assertThat(received.headers("empty")).containsExactly("");
        assertThat(received.headers("cookie")).containsExactly("a=b");
        assertThat(received.headers("user-agent")).containsExactly("explicit/1");
        assertThat(received.headers("x-forwarded-for")).containsExactly("203.0.113.1");
    }

    @Test
    void prefixedHeadersCannotFrameTheMessageOrNameAnotherHost() throws IOException {
        Received received = sent(
                "bb-none",
                NONE,
                "Nango-Proxy-Host: evil.example",
                "Nango-Proxy-Content-Length: 5",
                "Nango-Proxy-Transfer-Encoding: chunked",
                "Nango-Proxy-Connection: close",
                "Nango-Proxy-Proxy-Authorization: Basic eDp5");

        assertThat(received.headers("host")).hasSize(1).doesNotContain("evil.example");
        assertThat(received.headers("content-length")).isEmpty();
        assertThat(received.headers("transfer-encoding")).isEmpty();
        assertThat(received.headers("proxy-authorization")).isEmpty();
        assertThat(received.headers("connection")).doesNotContain("close");
    }

    @Test
    void theSdksAgentAndAMissingOneBecomeOurs() throws IOException {
        assertThat(sent("bb-none", NONE, "User-Agent: nango-node-client/0.71.4 (linux/6; node.js/22)")
                        .headers("user-agent"))
                .singleElement()
                .asString()
                .startsWith("Sallyport/");
        assertThat(sent("bb-none", NONE).headers("user-agent"))
                .singleElement()
                .asString()
                .startsWith("Sallyport/");
    }

    @Test
    void aProvidersAgentBeatsTheCallers() throws IOException {
        assertThat(sent("bb-agent", API_KEY, "Nango-Proxy-User-Agent: mine").headers("user-agent"))
                .containsExactly("provider-agent");
    }

    @Test
    void providersHeadersGiveWayToTheCallersButNotTheCredential() throws IOException {
        Received received = sent(
                "bb-prefixed",
                API_KEY,
                "Accept: text/plain",
                "Nango-Proxy-X-Provider: mine",
                "Nango-Proxy-Authorization: Bearer mine");

        assertThat(received.headers("accept")).containsExactly("text/plain");
        assertThat(received.headers("x-provider")).containsExactly("mine");
        assertThat(received.headers("authorization")).containsExactly("Bearer the-key");
        assertThat(received.headers("x-optional")).isEmpty();
        assertThat(sent("bb-prefixed", API_KEY).headers("accept")).containsExactly("application/vnd.test+json");
    }

    @Test
    void theCredentialIsReplacedWhereTheIntegrationAllowsIt() throws IOException {
        String allowed = "{\"allow_credential_override\":true}";
        assertThat(sentWith("bb-prefixed", API_KEY, allowed, "Nango-Proxy-Authorization: Bearer mine")
                        .headers("authorization"))
                .containsExactly("Bearer mine");
        assertThat(sentWith("bb-header", API_KEY, allowed, "X-Api-Key: mine").headers("x-api-key"))
                .containsExactly("mine");
        assertThat(sentWith("bb-oauth2", "{\"type\":\"OAUTH2\",\"access_token\":\"t\"}", allowed)
                        .headers("authorization"))
                .containsExactly("Bearer t");
    }

    @Test
    void traceContextIsForwardedWhereTheIntegrationOptsIn() throws IOException {
        String id = "0af7651916cd43dd8448eb211c80319c";
        Received received = sentWith(
                "bb-none",
                NONE,
                "{\"forward_trace_context\":true}",
                "traceparent: 00-" + id + "-b7ad6b7169203331-01",
                "baggage: user=1");

        assertThat(received.headers("traceparent")).singleElement().asString().contains(id);
        assertThat(received.headers("baggage")).containsExactly("user=1");
    }

    @Test
    void bareMultipartTypeKeepsTheCallersOwnBoundary() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            Route route = shared.to(upstream, "bb-none", NONE);
            route.post(
                    "/",
                    "--b\r\n\r\n--b--\r\n",
                    "Content-Type: multipart/form-data; boundary=b",
                    "Nango-Proxy-Content-Type: multipart/form-data");
            route.post("/", "a", "Content-Type: text/plain", "Nango-Proxy-Content-Type: application/x-own");

            List<Received> received = upstream.received();
            assertThat(received.get(0).headers("content-type")).containsExactly("multipart/form-data; boundary=b");
            assertThat(received.get(1).headers("content-type")).containsExactly("application/x-own");
        }
    }

    @Test
    void hostIsTheProvidersAndComesOnce() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            shared.to(upstream, "bb-none", NONE).get("/");

            assertThat(upstream.received().getFirst().headers("host")).containsExactly("127.0.0.1:" + upstream.port());
        }
    }

    private Received sent(String provider, String credentials, String... headers) throws IOException {
        return sentWith(provider, credentials, "{}", headers);
    }

    private Received sentWith(String provider, String credentials, String options, String... headers)
            throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            RawResponse answer =
                    shared.to(upstream, provider, credentials, options).get("/", headers);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            return upstream.received().getFirst();
        }
    }
}
