// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.SharedGateway.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedGateway.class)
class RequestTargetIT {

    private final SharedGateway.Running shared;

    RequestTargetIT(SharedGateway.Running shared) {
        this.shared = shared;
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "M-SEARCH", "REPORT"})
    void everyMethodReachesTheProviderWithItsBody(String method) throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE).send(method, "/x", "body".getBytes());

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(upstream.received().getFirst().requestLine()).isEqualTo(method + " /x HTTP/1.1");
            assertThat(upstream.received().getFirst().bodyText()).isEqualTo("body");
        }
    }

    @ParameterizedTest
    @CsvSource({"TRACE,405,method_not_allowed", "CONNECT,405,method_not_allowed"})
    void methodsThatWouldTurnTheGatewayIntoATunnelAreRefused(String method, int status, String code)
            throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("never"))) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE).call(method, "/x");

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.text()).contains(code);
            assertThat(upstream.received()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '~',
            value = {
                "/users/octocat?per_page=5 /users/octocat?per_page=5",
                "~~ /",
                "/ /",
                "?x=1 /?x=1",
                "/?x=1 /?x=1",
                "//foo /foo",
                "/a//b/ /a//b/",
                "/a%2Fb%20c%c3%a9/%41 /a%2Fb%20c%c3%a9/%41",
                "/a%zz%/b?c=%zz&d=% /a%zz%/b?c=%zz&d=%",
                "/a|b{c}\"<d>^`[e] /a|b{c}\"<d>^`[e]",
                "/x?q=|{}\"<>^`[]\\'()*!~;,@:$+%20 /x?q=|{}\"<>^`[]\\'()*!~;,@:$+%20",
                "/x;v=1;w/y;z /x;v=1;w/y;z",
                "/x?a=1&&b=&=c&a=2? /x?a=1&&b=&=c&a=2?",
                "/x?next=https://other.example/y /x?next=https://other.example/y",
                "/${apiKey}/${connectionConfig.port}?k=${apiKey} /${apiKey}/${connectionConfig.port}?k=${apiKey}",
                "/.hidden/..a/b.../c /.hidden/..a/b.../c",
                "/https://other.example/x /https://other.example/x",
            })
    void pathAndQueryReachTheProviderByteForByte(String sent, String received) throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE).get(sent);

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(upstream.received().getFirst().target()).isEqualTo(received);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '~',
            value = {
                "~~ /base/v1",
                "/ /base/v1",
                "?x=1 /base/v1?x=1",
                "/x /base/v1/x",
                "//x/ /base/v1/x/",
                "/http://127.0.0.1:PORT/base/v1/x?y /base/v1/x?y",
                "/http://127.0.0.1:PORT/base/v1 /base/v1",
                "/http://127.0.0.1:PORT/base/v1?y=1 /base/v1?y=1",
                "/http://127.0.0.1:PORT/base/v10/x /base/v1/http://127.0.0.1:PORT/base/v10/x",
                "/http://127.0.0.1:PORT.evil.example/x /base/v1/http://127.0.0.1:PORT.evil.example/x",
            })
    void theEndpointIsJoinedToTheBaseUrlOnce(String sent, String received) throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            String port = "" + upstream.port();
            RawResponse answer = shared.to(upstream, "bb-prefixed").get(sent.replace("PORT", port));

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(upstream.received().getFirst().target()).isEqualTo(received.replace("PORT", port));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/a/../b",
                "/a/..",
                "/%2e%2e/b",
                "/a/.%2E/b",
                "/a/%2e./b?x",
                "/..;/b",
                "/a/..\\b",
                "/a/..%2fb",
                "/a/..%5Cb",
            })
    void aPathThatClimbsIsRefused(String path) throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("never"))) {
            RawResponse answer = shared.to(upstream, "bb-prefixed").get(path);

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("\"code\":\"invalid_path\"");
            assertThat(answer.header("sallyport-source")).contains("gateway");
            assertThat(upstream.received()).isEmpty();
        }
    }

    @Test
    void aBackslashInThePathIsRefusedBecauseSomeServersReadItAsASlash() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("never"))) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE).get("/a\\b");

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("\"code\":\"invalid_path\"");
        }
    }

    @Test
    void otherPathsThatOnlyStartLikeTheProxyAreNotIt() throws IOException {
        try (RawClient client = RawClient.connect(shared.gateway().port())) {
            client.sendHead("GET /proxying HTTP/1.1", "Host: x", "Authorization: Bearer " + Gateway.KEY);
            RawResponse answer = client.read();

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.text()).contains("\"code\":\"not_found\"");
        }
    }

    @Test
    void anAbsoluteRequestTargetIsRefused() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("never"));
                RawClient client = RawClient.connect(shared.gateway().port())) {
            Route route = shared.to(upstream, "bb-none", NONE);
            client.send(route.head("GET", "/a").replace(" /proxy", " http://gateway.test/proxy"));
            RawResponse answer = client.read();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("\"code\":\"invalid_request\"");
        }
    }
}
