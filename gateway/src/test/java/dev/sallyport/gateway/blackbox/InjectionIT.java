// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.SharedGateway.API_KEY;
import static dev.sallyport.gateway.blackbox.SharedGateway.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.testing.RawUpstream.Received;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(SharedGateway.class)
class InjectionIT {

    private final SharedGateway.Running shared;

    InjectionIT(SharedGateway.Running shared) {
        this.shared = shared;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "bb-header  | {\"type\":\"API_KEY\",\"apiKey\":\"k\"} | x-api-key | k",
                "bb-prefixed | {\"type\":\"API_KEY\",\"apiKey\":\"k\"} | authorization | Bearer k",
                "bb-basic   | {\"type\":\"BASIC\",\"username\":\"ü\",\"password\":\"p:w\"} | authorization | Basic w7w6cDp3",
                "bb-basic   | {\"type\":\"BASIC\",\"username\":\"u\"} | authorization | Basic dTo=",
                "bb-oauth2  | {\"type\":\"OAUTH2\",\"access_token\":\"a.b\"} | authorization | Bearer a.b",
                "bb-machine | {\"type\":\"OAUTH2_CC\",\"token\":\"t\",\"client_id\":\"i\",\"client_secret\":\"s\",\"expires_at\":\"2099-01-01T00:00:00Z\"} | authorization | Bearer t",
            })
    void eachModePutsItsCredentialWhereTheProviderWantsIt(
            String provider, String credentials, String header, String value) throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            RawResponse answer = shared.to(upstream, provider, credentials)
                    .get("/", "Authorization-Extra: x", "Nango-Proxy-" + header + ": mine");

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(upstream.received().getFirst().headers(header)).containsExactly(value);
        }
    }

    @Test
    void aTokenThatExpiredAndCannotBeRenewedNowIsNotSent() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("never"))) {
            RawResponse answer = shared.to(
                            upstream,
                            "bb-machine",
                            "{\"type\":\"OAUTH2_CC\",\"token\":\"t\",\"client_id\":\"i\",\"client_secret\":\"s\",\"expires_at\":\"2020-01-01T00:00:00Z\"}")
                    .get("/");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text()).contains("\"code\":\"credential_refresh_failed\"");
            assertThat(answer.header("retry-after")).isPresent();
            assertThat(upstream.received()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/x /x?api_key=the-key",
                "/x? /x?api_key=the-key",
                "/x?a=%zz&b=|1; /x?a=%zz&b=|1;&api_key=the-key",
                "/x?api_key=mine&b&api%5Fkey=two /x?b&api_key=the-key",
            })
    void aQueryParameterIsSetAndTheCallersOthersKeepTheirBytes(String sent, String received) throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            shared.to(upstream, "bb-query").get(sent);

            assertThat(upstream.received().getFirst().target()).isEqualTo(received);
        }
    }

    @Test
    void aParameterWithAValueOfTheConnectionIsEncoded() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            shared.connect(
                            "bb-query",
                            "{\"type\":\"API_KEY\",\"apiKey\":\"a&b=c+d/\"}",
                            "{}",
                            "{\"port\":\"" + upstream.port() + "\",\"tenant\":\"x#y\"}")
                    .get("/");

            assertThat(upstream.received().getFirst().target()).isEqualTo("/?api_key=a%26b%3Dc%2Bd%2F&tenant=x%23y");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "application/json | {\"a\":12345678901234567890,\"b\":1.10,\"api_key\":\"mine\"} | {\"a\":12345678901234567890,\"b\":1.10,\"api_key\":\"the-key\",\"auth\":{\"tenant\":\"t\"}}",
                "application/json | [1] | [1]",
                "application/json | {broken | {broken",
                "application/x-www-form-urlencoded | a=1&b=%zz | a=1&b=%zz&api_key=the-key&auth%5Btenant%5D=t",
                "text/plain | words | words",
            })
    void aBodyTakesTheCredentialByItsType(String type, String sent, String received) throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            RawResponse answer = inBody(upstream).post("/", sent, "Content-Type: " + type);

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(upstream.received().getFirst().bodyText()).isEqualTo(received);
            assertThat(upstream.received().getFirst().headers("content-type")).containsExactly(type);
        }
    }

    @Test
    void aMultipartBodyGetsPartsAndKeepsItsFiles() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            String file =
                    "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.bin\"\r\n\r\n\0\1\2\r\n--B--\r\n";
            inBody(upstream).post("/", file, "Content-Type: multipart/form-data; boundary=\"B\"");

            assertThat(upstream.received().getFirst().bodyText())
                    .endsWith(file)
                    .contains("name=\"api_key\"\r\n\r\nthe-key\r\n", "name=\"auth[tenant]\"\r\n\r\nt\r\n");
        }
    }

    @Test
    void withoutABodyTheCredentialMakesOneAndGetHasNone() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            Route route = inBody(upstream);
            route.call("POST", "/", "Content-Length: 0");
            route.call("DELETE", "/");
            route.get("/");

            Received post = upstream.received().get(0);
            assertThat(post.bodyText()).isEqualTo("{\"api_key\":\"the-key\",\"auth\":{\"tenant\":\"t\"}}");
            assertThat(post.headers("content-type")).containsExactly("application/json");
            assertThat(upstream.received().get(1).bodyText()).isEqualTo(post.bodyText());
            assertThat(upstream.received().get(2).bodyText()).isEmpty();
        }
    }

    @Test
    void aBodyTooLargeToHoldIsRefusedWhetherItSaysSoOrNot() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("never"))) {
            Route route = inBody(upstream);
            RawResponse declared = route.post("/", "x".repeat(64 * 1024 + 1), "Content-Type: application/json");
            assertThat(declared.status()).isEqualTo(413);
            assertThat(declared.text()).contains("\"code\":\"body_too_large\"");

            try (RawClient client = route.open()) {
                client.send(route.head("POST", "/", "Content-Type: application/json", "Transfer-Encoding: chunked"));
                client.send("11000\r\n" + "x".repeat(0x11000) + "\r\n0\r\n\r\n");
                assertThat(client.read().status()).isEqualTo(413);
            }
            assertThat(upstream.received()).isEmpty();
            assertThat(route.post("/", "x".repeat(64 * 1024)).status()).isEqualTo(200);
        }
    }

    @Test
    void aHeldChunkedBodyGoesOutWithItsLength() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            Route route = inBody(upstream);
            try (RawClient client = route.open()) {
                client.send(route.head("PUT", "/", "Content-Type: application/json", "Transfer-Encoding: chunked"));
                client.send("7\r\n{\"a\":1}\r\n0\r\n\r\n");
                assertThat(client.read().status()).isEqualTo(200);
            }
            Received received = upstream.received().getFirst();
            assertThat(received.bodyText()).startsWith("{\"a\":1,");
            assertThat(received.headers("content-length")).containsExactly("" + received.body().length);
            assertThat(received.headers("transfer-encoding")).isEmpty();
        }
    }

    @Test
    void aBaseUrlVariableWithoutAValueIsNamed() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("never"))) {
            RawResponse answer = shared.to(upstream, "bb-tenant", NONE).get("/");

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("\"code\":\"missing_connection_config\"", "tenant");
        }
    }

    @Test
    void aProviderWithoutBaseUrlNeedsAnOverride() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            Route route = shared.to(upstream, "bb-baseless", API_KEY);
            RawResponse answer = route.get("/");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("\"code\":\"unsupported_provider\"");

            assertThat(route.get("/", "Base-Url-Override: http://127.0.0.1:" + upstream.port())
                            .status())
                    .isEqualTo(200);
            assertThat(upstream.received().getFirst().headers("x-api-key")).containsExactly("the-key");
        }
    }

    private Route inBody(RawUpstream upstream) throws IOException {
        return shared.connect("bb-body", API_KEY, "{}", "{\"port\":\"" + upstream.port() + "\",\"tenant\":\"t\"}");
    }
}
