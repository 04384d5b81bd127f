// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TemplatePropertyTest {

    @Property(tries = 3000)
    void compilesOrSaysWhyAndThenRendersWithinBounds(@ForAll("templates") String text, @ForAll("values") String value) {
        Template template;
        try {
            template = Template.compile(text);
        } catch (TemplateException e) {
            assertThat(e).hasMessageStartingWith("template: ").hasMessageContaining("(expected: ");
            return;
        }
        String rendered = template.render(name -> name.equals("now") ? null : value);

        // Base64 nests at most 16 deep here and grows by a third each time; digests have a fixed size.
        if (rendered != null) {
            assertThat(rendered.length()).isLessThan(200 * (text.length() + 64) * (value.length() + 64));
        }
        assertThat(template.render(name -> null) == null).isEqualTo(template.firstMissing(name -> null) != null);
    }

    @Property(tries = 1000)
    void neverInterpolatesAValue(@ForAll("templates") String value, @ForAll("words") String word) {
        Template template = Template.compile(word + "${a}" + word + "${b}");

        assertThat(template.render(name -> value)).isEqualTo(word + value + word + value);
        assertThat(Template.compile("${a} || x").render(name -> value)).isEqualTo(value.isEmpty() ? "x" : value);
    }

    @Property(tries = 1000)
    void textWithoutAPlaceholderIsItsOwnValue(@ForAll String text) {
        if (!text.contains("${")) {
            assertThat(Template.compile(text).render(name -> null)).isEqualTo(text);
        }
    }

    @Provide
    Arbitrary<String> templates() {
        List<String> tokens = List.of(
                "${",
                "}",
                ")}",
                "(",
                ")",
                ",",
                "||",
                " ",
                "a",
                "now",
                "now:",
                "now+1:days:",
                "YYYY",
                "random",
                "base64(",
                "sha256Hex(",
                "hmacSha1Hex(",
                "awsSigV4(",
                "ed25519Sign(",
                "fingerprint(",
                "${a}",
                "${base64(",
                "{",
                "$",
                "[",
                "]",
                "\\",
                "é");
        return Arbitraries.of(tokens).list().ofMaxSize(24).map(list -> String.join("", list));
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.oneOf(templates(), Arbitraries.strings().ofMaxLength(40));
    }

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.strings().alpha().ofMaxLength(10);
    }
}
