// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectTargetTest {

    private static final UpstreamOrigin ORIGIN = new UpstreamOrigin("https", "api.example.com", 443);

    @ParameterizedTest
    @CsvSource({
        "/next?x=1, https://api.example.com/next?x=1",
        "'/next#top', https://api.example.com/next",
        "'', https://api.example.com/v1/users?page=1",
        "'#top', https://api.example.com/v1/users?page=1",
        "?page=2, https://api.example.com/v1/users?page=2",
        "other, https://api.example.com/v1/other",
        "./other, https://api.example.com/v1/other",
        "../other?q=/../x, https://api.example.com/other?q=/../x",
        "../../../../x, https://api.example.com/x",
        "/a/./b/.., https://api.example.com/a/",
        "//cdn.example.com/a, https://cdn.example.com/a",
        "https://other.example, https://other.example/",
        "https://other.example?x, https://other.example/?x",
        "http://other.example:8080/a%2Fb, http://other.example:8080/a%2Fb",
        "HTTPS://Other.Example/, https://other.example/",
        "/x:y, https://api.example.com/x:y",
        "'/a b', https://api.example.com/a%20b"
    })
    void resolvesAgainstTheRequest(String location, String expected) {
        assertThat(resolve(location))
                .isInstanceOfSatisfying(
                        RedirectTarget.Valid.class,
                        valid -> assertThat(
                                        valid.target().origin() + valid.target().target())
                                .isEqualTo(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "javascript:alert(1)",
                "ftp://x.com/",
                "https://user@x.com/",
                "//evil@x.com",
                "/\\evil.com",
                "\\\\evil.com",
                "https://127.1/",
                "https://0x7f000001/",
                "/a\u0000b",
                "/a\r\nX: y",
                "https://x.com:0/",
                "https:/x",
                "https:x",
                "/é",
                "///x"
            })
    void refusesWhatIsDoubtful(String location) {
        assertThat(resolve(location)).isInstanceOf(RedirectTarget.Invalid.class);
    }

    @Property
    void neverThrowsAndAlwaysAnswersAnOriginForm(@ForAll String location) {
        if (resolve(location) instanceof RedirectTarget.Valid valid) {
            assertThat(valid.target().target()).startsWith("/").doesNotContainPattern("[\\s\\x00-\\x1f\\\\#]");
        }
    }

    private static RedirectTarget.Resolved resolve(String location) {
        return RedirectTarget.resolve(ORIGIN, "/v1/users?page=1", location);
    }
}
