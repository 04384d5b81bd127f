// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedHeadersTest {

    private static final String AGENT = "Sallyport/1";

    @Test
    void endToEndHeadersAreForwardedAsSent() {
        HttpHeaders caller =
                caller("Accept", "a/b", "X-Multi", "1", "X-Multi", "2", "Content-Type", "text/x", "X-E", "");

        HttpHeaders forwarded = from(caller);

        assertThat(forwarded.getAll("x-multi")).containsExactly("1", "2");
        assertThat(forwarded.get("accept")).isEqualTo("a/b");
        assertThat(forwarded.get("content-type")).isEqualTo("text/x");
        assertThat(forwarded.get("x-e")).isEmpty();
        assertThat(forwarded.get("user-agent")).isEqualTo(AGENT);
        assertThat(forwarded.size()).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Provider-Config-Key",
                "Connection-Id",
                "Retries",
                "Base-Url-Override",
                "Decompress",
                "Retry-On",
                "Forward-Headers-On-Redirect",
                "Nango-Activity-Log-Id",
                "Nango-Is-Sync",
                "Nango-Is-Dry-Run",
                "Nango-Is-Script",
                "Nango-Anything",
                "Sallyport-Timeout",
                "Sallyport-Max-Wait",
                "Sallyport-Priority",
                "Sallyport-Target",
                "Sallyport-Anything",
                "Authorization",
                "Cookie",
                "Host",
                "Connection",
                "Keep-Alive",
                "TE",
                "Trailer",
                "Transfer-Encoding",
                "Upgrade",
                "Content-Length",
                "HTTP2-Settings",
                "Expect",
                "Proxy-Authorization",
                "Proxy-Connection",
                "Proxy-Anything",
                "Forwarded",
                "X-Forwarded-For",
                "X-Forwarded-Anything",
                "X-Real-IP",
                "Via",
                "traceparent",
                "tracestate",
                "baggage",
                "sentry-trace"
            })
    void whatIsMeantForTheGatewayOrForOneHopIsNotForwarded(String name) {
        for (String spelling : List.of(name, name.toLowerCase(Locale.ROOT), name.toUpperCase(Locale.ROOT))) {
            assertThat(from(caller(spelling, "v")).names()).containsExactly("user-agent");
        }
    }

    @Test
    void headersNamedByConnectionBelongToTheHop() {
        HttpHeaders forwarded = from(
                caller("Connection", "close, X-Hop", "Connection", "x-other", "X-Hop", "1", "X-Other", "2", "X", "3"));

        assertThat(forwarded.names()).containsExactlyInAnyOrder("X", "user-agent");
    }

    @Test
    void explicitHeadersLoseTheirPrefixAndBeatPlainOnes() {
        HttpHeaders forwarded = from(caller(
                "X-A",
                "plain",
                "Nango-Proxy-X-A",
                "first",
                "nango-proxy-x-a",
                "last",
                "Nango-Proxy-Empty",
                "",
                "NANGO-PROXY-Authorization",
                "mine",
                "Nango-Proxy-Cookie",
                "c=1",
                "Nango-Proxy-User-Agent",
                "me/1"));

        assertThat(forwarded.getAll("x-a")).containsExactly("last");
        assertThat(forwarded.get("empty")).isEmpty();
        assertThat(forwarded.get("authorization")).isEqualTo("mine");
        assertThat(forwarded.get("cookie")).isEqualTo("c=1");
        assertThat(forwarded.getAll("user-agent")).containsExactly("me/1");
        assertThat(forwarded.size()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection-Id", "Retries", "traceparent", "Forwarded", "X-Forwarded-For", "Via"})
    void whatIsNotForwardedByItselfIsWhenAskedFor(String name) {
        assertThat(from(caller(name, "ours", "Nango-Proxy-" + name, "theirs")).getAll(name))
                .containsExactly("theirs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "Connection",
                "Transfer-Encoding",
                "Content-Length",
                "TE",
                "Trailer",
                "Upgrade",
                "Expect",
                "Keep-Alive",
                "HTTP2-Settings",
                "Proxy-Authorization",
                ""
            })
    void framingAndRoutingCannotBeAskedForEither(String name) {
        assertThat(from(caller("Nango-Proxy-" + name, "v")).names()).containsExactly("user-agent");
    }

    @ParameterizedTest
    @CsvSource({
        "nango-node-client/0.71.4 (linux), Sallyport/1",
        "curl/8.5, curl/8.5",
        "nango-node-clientele/1, nango-node-clientele/1"
    })
    void theSdkIsNotTheCaller(String sent, String forwarded) {
        assertThat(from(caller("User-Agent", sent)).getAll("user-agent")).containsExactly(forwarded);
    }

    @ParameterizedTest
    @CsvSource({
        "multipart/form-data; boundary=abc, multipart/form-data, multipart/form-data; boundary=abc",
        "multipart/form-data; boundary=abc, Multipart/Form-Data , multipart/form-data; boundary=abc",
        "multipart/form-data; boundary=abc, multipart/form-data; boundary=x, multipart/form-data; boundary=x",
        "multipart/form-data; boundary=abc, text/xml, text/xml",
        "application/json, multipart/form-data, multipart/form-data"
    })
    void aMultipartTypeWithoutABoundaryKeepsTheOneTheBodyHas(String plain, String explicit, String forwarded) {
        assertThat(from(caller("Content-Type", plain, "Nango-Proxy-Content-Type", explicit))
                        .getAll("content-type"))
                .containsExactly(forwarded);
    }

    @Test
    void traceContextGoesAlongWhereTheIntegrationWantsIt() {
        HttpHeaders caller = caller("traceparent", "00-1", "tracestate", "a=b", "baggage", "c", "Authorization", "x");

        assertThat(ForwardedHeaders.from(caller, AGENT, true).names())
                .containsExactlyInAnyOrder("traceparent", "tracestate", "baggage", "user-agent");
    }

    @Property
    void noHeaderOfOursAndNoCredentialEverSlipsThrough(@ForAll("names") String name) {
        Set<String> forwarded = from(caller(name, "v")).names();

        String lower = name.toLowerCase(Locale.ROOT);
        boolean ours = lower.startsWith("nango-") || lower.startsWith("sallyport-") || lower.startsWith("proxy-");
        assertThat(forwarded.contains(name)).isEqualTo(!ours && !lower.equals("authorization"));
    }

    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> prefix = Arbitraries.of("Nango-", "nANGO-", "SALLYPORT-", "proxy-", "X-", "Nang", "sally");
        Arbitrary<String> rest =
                Arbitraries.strings().withCharRange('a', 'f').ofMinLength(1).ofMaxLength(8);
        return Arbitraries.oneOf(
                prefix.flatMap(start -> rest.map(start::concat)), Arbitraries.of("authorization", "AUTHORIZATION"));
    }

    private static HttpHeaders from(HttpHeaders caller) {
        return ForwardedHeaders.from(caller, AGENT, false);
    }

    private static HttpHeaders caller(String... namesAndValues) {
        HttpHeaders headers = new DefaultHttpHeaders();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }
}
