// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class JsonEscapesTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "a\\/b, a/b",
                "a\\u002Bb\\u003d, a+b=",
                "a\\\\u002b, a\\\\u002b",
                "a\\\\/b, a\\\\/b",
                "\\u0022\\u005c\\u000a, \\u0022\\u005c\\u000a",
                "\\u12, \\u12",
                "\\uZZZZ, \\uZZZZ",
                "a\\, a\\",
            })
    void plainLettersAreWrittenPlainly(String json, String plain) {
        assertThat(JsonEscapes.resolve(json)).isEqualTo(plain);
    }

    @Property
    void itMeansTheSame(@ForAll String text) {
        String json = JSON.writeValueAsString(text).replace("/", "\\/").replace("a", "\\u0061");

        assertThat(JSON.readValue(JsonEscapes.resolve(json), String.class)).isEqualTo(text);
    }

    @Property
    void neverThrows(@ForAll String anything) {
        assertThat(JsonEscapes.resolve(anything)).hasSizeLessThanOrEqualTo(anything.length());
    }
}
