// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.injection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.template.Template;
import dev.sallyport.filters.template.Variables;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyInjectionTest {

    private static final Variables KEY = Variables.of(Map.of("apiKey", "s&é\"1"));
    private static final Map<String, Object> NESTED = new TreeMap<>(Map.of(
            "api_key", Template.compile("${apiKey}"),
            "auth", Map.of("inner", Map.of("id", Template.compile("7"))),
            "gone", Map.of("empty", Template.compile("${missing}"))));
    private static final Map<String, Object> KEY_ONLY = Map.of("api_key", Template.compile("${apiKey}"));

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void appliesToMethodsWithABody(String method) {
        assertThat(BodyInjection.appliesTo(method)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "post", ""})
    void appliesToNoOther(String method) {
        assertThat(BodyInjection.appliesTo(method)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "application/json~{\"a\":1}~{\"a\":1,\"api_key\":\"s&é\\\"1\",\"auth\":{\"inner\":{\"id\":\"7\"}}}",
                "Application/JSON; charset=utf-8~{}~{\"api_key\":\"s&é\\\"1\",\"auth\":{\"inner\":{\"id\":\"7\"}}}",
                "application/vnd.api+json~{}~{\"api_key\":\"s&é\\\"1\",\"auth\":{\"inner\":{\"id\":\"7\"}}}",
                "-~{}~{\"api_key\":\"s&é\\\"1\",\"auth\":{\"inner\":{\"id\":\"7\"}}}",
                "application/json~{\"api_key\":\"mine\",\"auth\":3}~{\"api_key\":\"s&é\\\"1\",\"auth\":{\"inner\":{\"id\":\"7\"}}}",
                "application/json~``~{\"api_key\":\"s&é\\\"1\",\"auth\":{\"inner\":{\"id\":\"7\"}}}",
                "application/x-www-form-urlencoded~a=1~a=1&api_key=s%26%C3%A9%221&auth%5Binner%5D%5Bid%5D=7",
                "application/x-www-form-urlencoded~``~api_key=s%26%C3%A9%221&auth%5Binner%5D%5Bid%5D=7",
            })
    void parametersAreMergedIntoObjectsAndForms(@Nullable String type, String body, String merged) {
        assertThat(text(apply(body.getBytes(UTF_8), type, NESTED))).isEqualTo(merged);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "application/json~[1,2]",
                "application/json~\"text\"",
                "application/json~{\"a\":1} trailing",
                "application/json~{\"a\":",
                "application/json~not json",
                "text/plain~{\"a\":1}",
                "application/octet-stream~{\"a\":1}",
                "application/xml~<a/>",
                "multipart/form-data~--x--",
            })
    void anyOtherBodyStaysAsItIs(String type, String body) {
        byte[] bytes = body.getBytes(UTF_8);

        assertThat(apply(bytes, type, NESTED).body()).isSameAs(bytes);
    }

    @Test
    void aBodyOfTheGatewaysOwnMakingIsNamedJson() {
        assertThat(apply(new byte[0], null, KEY_ONLY).contentType()).isEqualTo("application/json");
        assertThat(apply(new byte[0], "application/json", KEY_ONLY).contentType())
                .isNull();
        assertThat(apply("{}".getBytes(UTF_8), null, KEY_ONLY).contentType()).isNull();
    }

    @Test
    void nothingToInjectLeavesTheBodyAlone() {
        byte[] body = "{ \"a\" : 1 }".getBytes(UTF_8);

        assertThat(apply(body, "application/json", Map.of("x", Template.compile("${missing}")))
                        .body())
                .isSameAs(body);
    }

    @Test
    void aFormInAnotherCharacterSetKeepsItsBytes() {
        byte[] body = "name=J\u00fcrgen".getBytes(ISO_8859_1);

        assertThat(new String(
                        apply(body, "application/x-www-form-urlencoded", KEY_ONLY)
                                .body(),
                        ISO_8859_1))
                .isEqualTo("name=J\u00fcrgen&api_key=s%26%C3%A9%221");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data; boundary=XY",
                "Multipart/Form-Data; charset=utf-8; Boundary=\"XY\"",
            })
    void partsGoBeforeTheFirstOne(String type) {
        byte[] body = "--XY\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\n\u00ff\u0000\r\n--XY--\r\n"
                .getBytes(ISO_8859_1);

        byte[] merged = apply(body, type, Map.of("auth", Map.of("id", Template.compile("7"))))
                .body();

        assertThat(new String(merged, ISO_8859_1))
                .isEqualTo("--XY\r\nContent-Disposition: form-data; name=\"auth[id]\"\r\n\r\n7\r\n"
                        + new String(body, ISO_8859_1));
    }

    @Property
    void numbersKeepTheirValueInFull(@ForAll BigDecimal number) {
        byte[] merged = apply(("{\"n\":" + number + "}").getBytes(UTF_8), "application/json", KEY_ONLY)
                .body();

        String written = text(new BodyInjection.Merged(merged, null)).replaceAll("\\{\"n\":([^,]*),.*", "$1");
        assertThat(new BigDecimal(written)).isEqualByComparingTo(number);
    }

    @Property
    void anyBodyEitherHoldsTheParameterOrIsUntouched(@ForAll byte[] body) {
        byte[] merged = apply(body, "application/json", KEY_ONLY).body();

        assertThat(merged == body || new String(merged, UTF_8).contains("api_key"))
                .isTrue();
    }

    private static BodyInjection.Merged apply(byte[] body, @Nullable String type, Map<String, Object> rules) {
        return BodyInjection.apply(body, type, rules, KEY);
    }

    private static String text(BodyInjection.Merged merged) {
        return new String(merged.body(), UTF_8);
    }
}
