// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Locale;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FollowRedirectsTest {

    private static final Set<String> KEPT = Set.of(
            "accept",
            "accept-encoding",
            "accept-language",
            "user-agent",
            "range",
            "if-match",
            "if-none-match",
            "if-modified-since",
            "if-unmodified-since",
            "if-range");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization",
                "Cookie",
                "X-Api-Key",
                "Api-Key",
                "X-Auth-Token",
                "Proxy-Authorization",
                "Host",
                "X-Amz-Security-Token",
                "Private-Token",
                "Content-Type",
                "Referer",
                "Origin",
                "X-Anything"
            })
    void anotherOriginGetsNoHeaderThatCouldBeAKey(String name) {
        assertThat(FollowRedirects.harmless(with(name))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Accept", "ACCEPT-ENCODING", "Range", "If-None-Match", "User-Agent"})
    void whatOnlySaysWhatIsWantedGoesAlong(String name) {
        assertThat(FollowRedirects.harmless(with(name)).getAll(name)).containsExactly("1", "2");
    }

    @Property
    void theListIsAllThereIs(@ForAll @AlphaChars @StringLength(min = 1, max = 12) String name) {
        assertThat(FollowRedirects.harmless(with(name)).isEmpty())
                .isEqualTo(!KEPT.contains(name.toLowerCase(Locale.ROOT)));
    }

    private static HttpHeaders with(String name) {
        return new DefaultHttpHeaders().add(name, "1").add(name, "2");
    }
}
