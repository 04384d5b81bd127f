// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.credential.SecretText;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RedactionProperties {

    @Property
    void neverThrowsAndIsBounded(@ForAll String text, @ForAll List<String> secrets) {
        Redaction redaction = knowing(secrets);

        assertThat(redaction.text(text)).hasSizeLessThanOrEqualTo(Redaction.MAX_LENGTH);
        assertThat(redaction.path(text)).hasSizeLessThanOrEqualTo(Redaction.MAX_LENGTH);
        assertThat(redaction.header(text, text)).hasSizeLessThanOrEqualTo(Redaction.MAX_LENGTH);
    }

    @Property(tries = 100)
    void aLongTextIsBounded(@ForAll("hostile") String part, @ForAll List<@From("hostile") String> secrets) {
        assertThat(knowing(secrets).text(part.repeat(2000))).hasSizeLessThanOrEqualTo(Redaction.MAX_LENGTH);
    }

    @Property(tries = 5000)
    void isIdempotent(@ForAll("hostile") String text, @ForAll List<@From("hostile") String> secrets) {
        Redaction redaction = knowing(secrets);

        String once = redaction.text(text);

        assertThat(redaction.text(once)).isEqualTo(once);
        assertThat(redaction.path(redaction.path(text))).isEqualTo(redaction.path(text));
    }

    @Property(tries = 5000)
    void noKnownSecretSurvives(
            @ForAll("hostile") String before, @ForAll("hostile") String after, @ForAll("secret") String secret) {
        String masked = knowing(List.of(secret)).text(before + secret + after);

        assertThat(masked.replace(Redaction.MASK, "\u0000")).doesNotContain(secret);
    }

    @Property
    void noValueOfASecretNameSurvives(@ForAll("secret") String value, @ForAll("hostile") String before) {
        String masked = Redaction.BY_SHAPE.text(before + "&api_key=" + value);

        assertThat(masked).endsWith(Redaction.MASK).doesNotContain("=" + value);
    }

    @Provide
    Arbitrary<String> secret() {
        return Arbitraries.strings()
                .withCharRange('A', 'Z')
                .numeric()
                .ofMinLength(8)
                .ofMaxLength(40);
    }

    /** Pieces that matter to the masks, so that random texts meet their borders. */
    @Provide
    Arbitrary<String> hostile() {
        return Arbitraries.of(
                        "[redacted]",
                        "[red",
                        "acted]",
                        "//",
                        "@",
                        ":",
                        "=",
                        "&",
                        "?",
                        "#",
                        "token",
                        "sig",
                        "%",
                        "a",
                        "b",
                        "Z9",
                        " ",
                        "'",
                        "\"",
                        "\\",
                        "é",
                        "/")
                .list()
                .ofMaxSize(16)
                .map(parts -> String.join("", parts));
    }

    private static Redaction knowing(List<String> secrets) {
        return Redaction.of(secrets.stream().map(SecretText::of).toList());
    }
}
