// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrailersTest {

    @Test
    void announcedOnesAreRelayedHoweverTheyAreSpelled() {
        HttpHeaders answer = new DefaultHttpHeaders()
                .add("Trailer", "X-Checksum, ,grpc-status")
                .add("trailer", "X-B");
        Set<String> names = Trailers.announced(answer);
        HttpHeaders target = new DefaultHttpHeaders();

        Trailers.copy(
                new DefaultHttpHeaders().add("X-CHECKSUM", "1").add("X-B", "2").add("X-Unannounced", "3"),
                names,
                target);

        assertThat(names).containsExactlyInAnyOrder("x-checksum", "grpc-status", "x-b");
        assertThat(target.names()).containsExactlyInAnyOrder("X-CHECKSUM", "X-B");
    }

    @Test
    void noneAnnouncedMeansNone() {
        assertThat(Trailers.announced(new DefaultHttpHeaders())).isEmpty();
        assertThat(Trailers.announced(new DefaultHttpHeaders().add("Trailer", ",")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length",
                "Transfer-Encoding",
                "Trailer",
                "TE",
                "Connection",
                "Host",
                "Authorization",
                "Set-Cookie",
                "Cookie",
                "Content-Type",
                "Content-Encoding",
                "Content-Range",
                "Location",
                "Cache-Control",
                "Expires",
                "Proxy-Authorization",
                "Upgrade",
                "Sallyport-Source",
                "Sallyport-Attempts",
                "Access-Control-Allow-Origin",
                "Strict-Transport-Security"
            })
    void aTrailerCannotFrameAuthorizeOrSpeakForTheGateway(String name) {
        assertThat(Trailers.announced(new DefaultHttpHeaders().add("Trailer", name)))
                .isEmpty();
    }
}
