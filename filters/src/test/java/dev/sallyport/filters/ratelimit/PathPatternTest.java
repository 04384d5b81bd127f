// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {

    @ParameterizedTest
    @CsvSource({
        "/a, /a, /a",
        "/a, /a/, -",
        "/a, /a/b, -",
        "/a, /ab, -",
        "/a, '', -",
        "/, /, /",
        "/a/**, /a, /a",
        "/a/**, /a/b/c, /a",
        "/a/**, /ab, -",
        "/**, /a/b, ''",
        "/**, '', ''",
        "/a/*/c, /a/b/c, /a/b/c",
        "/a/*/c, /a/b/d/c, -",
        "/a/*/**, /a/b/c/d, /a/b",
        "/a/*/**, /a, -",
        "/*/x*z, /q/xyyz, /q/xyyz",
        "/*/x*z, /q/xyzy, -",
        "/*/x*z/**, /q/xz/1/2, /q/xz",
        "/admin/api/*/graphql.json, /admin/api/2026-10/graphql.json, /admin/api/2026-10/graphql.json",
        "/*a*b/c, /xaab/c, /xaab/c",
    })
    void namesAPartOfThePath(String pattern, String path, String part) {
        int end = PathPattern.of(pattern).match(path);

        assertThat(end < 0 ? "-" : path.substring(0, end)).isEqualTo(part);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "*", "/a**", "/**/b", "/a/**/**"})
    void refusesOtherPatterns(String pattern) {
        assertThatThrownBy(() -> PathPattern.of(pattern)).hasMessageContaining(pattern + " (expected: /…");
    }

    @Property
    void agreesWithARegularExpression(@ForAll("paths") String pattern, @ForAll("paths") String path) {
        String rest = "(/.*)?";
        String regex = pattern.replace("*", "[^/]*");

        assertThat(PathPattern.of(pattern).match(path) >= 0).isEqualTo(path.matches(regex));
        assertThat(PathPattern.of(pattern + "/**").match(path) >= 0).isEqualTo(path.matches(regex + rest));
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.of("a", "b", "*", "/")
                .list()
                .ofMaxSize(10)
                .map(list -> "/" + String.join("", list))
                .filter(path -> !path.contains("**"));
    }
}
