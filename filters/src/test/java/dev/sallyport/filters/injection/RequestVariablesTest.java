// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.injection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.call.UpstreamRequest;
import dev.sallyport.filters.egress.UpstreamOrigin;
import dev.sallyport.filters.template.Variables;
import dev.sallyport.filters.testing.Samples;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestVariablesTest {

    @ParameterizedTest
    @CsvSource({
        "method, POST",
        "endpoint, users?b=2&a=1",
        "host, api.acme.example:8443",
        "path, /v1/users",
        "params, 'a=%20x&z=1'",
        "urlCanonicalParams, a=1&b=2",
        "bodyCanonicalParams, z=1&a=+x",
        "contentType, text/plain",
        "own, of the connection"
    })
    void aNameOfTheRequestHasItsValue(String name, String value) {
        assertThat(variables("POST", "z=1&a=+x").lookup(name)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"params, a=1&b=2", "urlCanonicalParams, a=1&b=2", "bodyCanonicalParams, ''"})
    void aMethodWithoutBodySignsItsQuery(String name, String value) {
        assertThat(variables("GET", null).lookup(name)).isEqualTo(value);
        assertThat(variables("DELETE", "ignored=1").lookup(name)).isEqualTo(value);
    }

    @Test
    void nowHasMillisecondsAlsoOnAWholeSecond() {
        assertThat(variables("GET", null).lookup("now")).isEqualTo("2026-11-23T10:00:00.000Z");
    }

    @Test
    void randomIsAUuidThatStaysForOneRequest() {
        RequestVariables one = variables("GET", null);
        String random = String.valueOf(one.lookup("random"));

        assertThat(UUID.fromString(random).version()).isEqualTo(4);
        assertThat(UUID.fromString(random).variant()).isEqualTo(2);
        assertThat(one.lookup("random")).isEqualTo(random);
    }

    private static RequestVariables variables(String method, @Nullable String body) {
        HttpHeaders headers = new DefaultHttpHeaders().add("Content-Type", "text/plain");
        UpstreamRequest request = new UpstreamRequest(
                method,
                new UpstreamOrigin("https", "api.acme.example", 8443),
                "/v1/users?b=2&a=1",
                headers,
                body == null ? null : body.getBytes(UTF_8));
        Variables connection = Variables.of(Map.of("own", "of the connection", "method", "hidden"));
        return new RequestVariables(
                request, "users?b=2&a=1", connection, Clock.fixed(Samples.NOW, ZoneOffset.UTC), new Random(1));
    }
}
