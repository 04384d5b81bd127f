// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyPathsTest {

    private static final String SHOPIFY = """
            {"data": {"a": [1, {"b": "c"}]}, "errors": [{"extensions": {"code": "THROTTLED"}}, {"extensions": null}],
             "extensions": {"cost": {"throttleStatus": {"currentlyAvailable": 954.0}}}}""";

    @ParameterizedTest
    @CsvSource(delimiter = '§', textBlock = """
            {"a": {"b": "x"}}                      § a.b § x
            {"z": [{"a": 1}], "a": {"b": 7}}       § a.b § 7
            {"a": {"b": true}}                     § a.b § true
            [{"a": {"b": "x"}}, {"a": {"b": "y"}}] § a.b § x,y
            {"a": [{"b": ["x", ["y"]]}, 7, null]}  § a.b § x,y
            {"a": {"b": "x"}, "a": {"b": "y"}}     § a.b § x,y
            {"a": {"b": "x"}, broken               § a.b § x
            {"a": {"b": null}}                     § a.b § ''
            {"a": {"b": {"c": "x"}}}               § a.b § ''
            {"a": "x"}                             § a.b § ''
            {"a": {"b": "x                         § a.b § ''
            a.b: x                                 § a.b § ''
            ''                                     § a.b § ''
            """)
    void findsTextsByTheirPath(String body, String path, String texts) {
        List<String> found = BodyPaths.find(body.getBytes(UTF_8), List.of(path.split("\\.")));

        assertThat(String.join(",", found)).isEqualTo(texts);
    }

    @Test
    void findsSeveralInOnePass() {
        List<String> code = List.of("errors", "extensions", "code");
        List<String> left = List.of("extensions", "cost", "throttleStatus", "currentlyAvailable");

        assertThat(new BodyPaths(List.of(code, left)).read(SHOPIFY.getBytes(UTF_8)))
                .containsEntry(code, List.of("THROTTLED"))
                .containsEntry(left, List.of("954.0"))
                .hasSize(2);
    }

    @Test
    void looksNoFurtherThan64Kibibytes() {
        String late = "{\"a\": \"" + "x".repeat(64 * 1024) + "\", \"b\": \"y\"}";

        assertThat(BodyPaths.find(late.getBytes(UTF_8), List.of("b"))).isEmpty();
    }

    @Test
    void isNotBroughtDownByDepth() {
        byte[] deep = ("{\"a\":" + "[".repeat(60_000)).getBytes(UTF_8);

        assertThat(BodyPaths.find(deep, List.of("a"))).isEmpty();
    }

    @Property
    void aBeginningNeverFails(@ForAll @IntRange(min = 0, max = 240) int length, @ForAll byte noise) {
        byte[] beginning = Arrays.copyOf(SHOPIFY.getBytes(UTF_8), length);
        if (length > 0) {
            beginning[length / 2] = noise;
        }

        assertThat(BodyPaths.find(beginning, List.of("errors", "extensions", "code")))
                .allSatisfy(text -> assertThat(text.length()).isLessThan(240));
    }
}
