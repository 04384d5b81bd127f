// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AbsoluteUrlTest {

    @ParameterizedTest
    @CsvSource({
        "https://a.example, https, a.example, 443, /",
        "https://A.example:8443/hook, https, a.example, 8443, /hook",
        "https://a.example?x=1, https, a.example, 443, /?x=1",
        "http://a.example/p?x={y}&u=https://b.example/?z, http, a.example, 80, /p?x=%7By%7D&u=https://b.example/?z",
        "' https://[2001:db8::1]/p ', https, 2001:db8::1, 443, /p"
    })
    void readsAWholeUrl(String text, String scheme, String host, int port, String target) {
        assertThat(AbsoluteUrl.parse(text))
                .isEqualTo(new AbsoluteUrl.Valid(new AbsoluteUrl(new UpstreamOrigin(scheme, host, port), target)));
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://a.example, scheme must be http or https",
        "a.example/p, scheme must be http or https",
        "https://u:p@a.example, user information not allowed",
        "https://127.1/, 'host must be a DNS name, a dotted IPv4 or a bracketed IPv6 address'",
        "https://a.example/#f, fragment not allowed",
        "https://a.example/?x#f, fragment not allowed",
        "https://a.example/?x=ü, character outside ASCII not allowed",
        "https://a.example/?x=\\, backslash not allowed",
        "https://a.example:0/, port must be 1 to 65535"
    })
    void refusesWhatIsNone(String text, String reason) {
        assertThat(AbsoluteUrl.parse(text)).isEqualTo(new AbsoluteUrl.Invalid(reason));
    }

    @Test
    void doesNotShowWhatMayBeSecret() {
        assertThat(((AbsoluteUrl.Valid) AbsoluteUrl.parse("https://a.example/s3cr3t?t=s3cr3t")).url())
                .hasToString("https://a.example/…");
    }
}
