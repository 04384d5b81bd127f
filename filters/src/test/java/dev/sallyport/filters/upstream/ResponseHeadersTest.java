// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseHeadersTest {

    @Test
    void endToEndHeadersReachTheCallerAsSent() {
        HttpHeaders relayed =
                relay("Content-Type", "a/b", "X-Multi", "1", "X-Multi", "2", "ETag", "\"e\"", "X-Empty", "");

        assertThat(relayed.getAll("x-multi")).containsExactly("1", "2");
        assertThat(relayed.names()).containsExactlyInAnyOrder("Content-Type", "X-Multi", "ETag", "X-Empty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE",
                "Trailer", "Transfer-Encoding", "Upgrade", "Alt-Svc", "Strict-Transport-Security", "Set-Cookie",
                "Access-Control-Allow-Origin", "Access-Control-Anything", "Sallyport-Source", "Sallyport-Anything"
            })
    void whatIsForTheHopTheBrowserOrOursIsRemoved(String name) {
        assertThat(relay(name, "v")).isEmpty();
        assertThat(relay(name.toUpperCase(Locale.ROOT), "v")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Access-Controlled", "Sallyports", "Proxy-Status", "Set-Cookies", "Content-Length", "Vary"})
    void namesThatOnlyLookSimilarAreRelayed(String name) {
        assertThat(relay(name, "v").names()).containsExactly(name);
    }

    @Test
    void cookiesReachTheCallerWhereTheIntegrationWantsThem() {
        HttpHeaders caller = new DefaultHttpHeaders();
        ResponseHeaders.copy(headers("Set-Cookie", "a=1", "Set-Cookie", "b=2"), caller, true);

        assertThat(caller.getAll("set-cookie")).containsExactly("a=1", "b=2");
    }

    @Test
    void everyConnectionHeaderIsRead() {
        HttpHeaders relayed = relay(
                "Connection", "keep-alive", "Connection", "X-Hop , x-other", "X-Hop", "1", "X-Other", "2", "X", "3");

        assertThat(relayed.names()).containsExactly("X");
    }

    @Test
    void theLengthOfTheBodyCannotBeTakenAway() {
        assertThat(relay("Connection", "Content-Length", "Content-Length", "5").get("content-length"))
                .isEqualTo("5");
    }

    private static HttpHeaders relay(String... upstream) {
        HttpHeaders caller = new DefaultHttpHeaders();
        ResponseHeaders.copy(headers(upstream), caller, false);
        return caller;
    }

    private static HttpHeaders headers(String... namesAndValues) {
        HttpHeaders headers = new DefaultHttpHeaders();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }
}
