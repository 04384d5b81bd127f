// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T18:41:46.007Z"), ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource(delimiter = '§', nullValues = "NULL", textBlock = """
                    plain text                                              § plain text
                    ''                                                      § ''
                    a || b                                                  § a || b
                    $ { } $$ {x}                                            § $ { } $$ {x}
                    ${apiKey}                                               § k1
                    ${ apiKey }                                             § k1
                    Bearer ${apiKey}!                                       § Bearer k1!
                    $${apiKey}}                                             § $k1}
                    ${connectionConfig.accounts-server}/x                   § https://a/x
                    ${nothing}                                              § NULL
                    a ${nothing} b                                          § NULL
                    ${empty}                                                § ''
                    ${endpoint}                                             § ''
                    ${tricky}                                               § ${apiKey} || $1 \\
                    ${base64(${user}:${password})}                          § dTpw
                    ${base64(a,b)}                                          § YSxi
                    ${base64()}                                             § ''
                    ${base64(${nothing})}                                   § NULL
                    ${base64(${empty})}                                     § ''
                    ${sha256Hex(abc)}                                       § ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
                    ${sha256Base64(abc)}                                    § ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=
                    ${sha256Hex(${base64(${abc})})}                         § 35d95694d3f160215db293c7899daa5907837838fb4b8119ed713e32446c1266
                    ${hmacSha1Hex(${fox}, key)}                             § de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9
                    ${hmacSha1Hex(${fox},${nothing})}                       § NULL
                    ${hmacSha1Hex(${fox},${empty})}                         § NULL
                    ${ed25519Sign(m,${apiKey})}                             § NULL
                    ${apiKey} || other                                      § k1
                    ${nothing} || other                                     § other
                    ${empty} || other                                       § other
                    a${nothing}b  ||  other                                 § other
                    ${nothing} || ${apiKey}                                 § k1
                    ${nothing} || ${alsoNothing}                            § NULL
                    ${nothing} || b || c                                    § b
                    ${nothing} ||                                           § ''
                    constant || ${apiKey}                                   § k1
                    constant || ${nothing}                                  § NULL
                    ${base64(abc)} || other                                 § YWJj
                    ${base64(${nothing} || abc)}                            § YWJj
                    ${base64(x || y)}                                       § eCB8fCB5
                    ${now}                                                  § 2026-11-23T18:41:46.007Z
                    ${now:YYYYMMDDTHHmmss[Z]}                               § 20261123T184146Z
                    ${now+1:minutes:X}                                      § 1795459366
                    ${now-1:day:YYYY-MM-DD}                                 § 2026-11-22
                    ${now+2:months:YYYY-MM-DD}                              § 2027-01-23
                    """)
    void rendersEveryOperator(String text, @Nullable String expected) {
        assertThat(compile(text).render(TemplateTest::value)).isEqualTo(expected);
    }

    @Test
    void callsNestWithAndWithoutBracesOfTheirOwn() {
        String expected = compile("${sha256Hex(YWJj)}").render(TemplateTest::value);

        assertThat(compile("${sha256Hex(${base64(${abc})})}").render(TemplateTest::value))
                .isEqualTo(expected);
        assertThat(compile("${sha256Hex(base64(${abc}))}").render(TemplateTest::value))
                .isEqualTo(expected);
        assertThat(compile("${sha256Hex(base64(abc) )}").render(TemplateTest::value))
                .isEqualTo(expected);
    }

    @Test
    void textThatOnlyLooksLikeABareCallStaysText() {
        assertThat(compile("${base64(base64(a)-(b))}").render(TemplateTest::value))
                .isEqualTo(java.util.Base64.getEncoder().encodeToString("base64(a)-(b)".getBytes()));
    }

    @Test
    void aMessageKeepsItsCommasAndBlanksAndTheKeyLosesItsBlanks() {
        String expected = compile("${hmacSha1Hex(${message},key)}").render(name -> " a, b ");

        assertThat(compile("${hmacSha1Hex( a, b ,  key )}").render(TemplateTest::value))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', textBlock = """
                    ${apiKey                       § unclosed ${ at 1
                    abc ${                         § unclosed ${ at 5
                    ${base64(x)                    § unclosed ${ at 1
                    ${base64(x}                    § unclosed ${ at 1
                    ${a{b}                         § brace in a variable name at 4
                    ${${apiKey}}                   § brace in a variable name at 4
                    ${}                            § variable name at 1
                    ${a || b}                      § variable name at 1
                    ${encode(x)}                   § unknown function at 3
                    ${base64(${encode(x)})}        § unknown function at 12
                    ${hmacSha1Hex(x)}              § arguments of hmacSha1Hex at 15
                    ${ed25519Sign(x)}              § arguments of ed25519Sign at 15
                    ${awsSigV4(a,b,c)}             § arguments of awsSigV4 at 12
                    ${awsSigV4(a,b,c,d,e,f)}       § arguments of awsSigV4 at 12
                    ${now:}                        § time at 1
                    ${now+1:minutes}               § time at 1
                    ${now+x:minutes:X}             § time at 1
                    ${now+1:fortnights:X}          § time shift at 1
                    ${now+1001:years:X}            § time shift at 1
                    """)
    void refusesAMalformedTemplateWithItsPlace(String text, String message) {
        assertThatThrownBy(() -> Template.compile(text))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("(expected: ");
    }

    @Test
    void refusesATemplateThatIsTooLongOrTooDeep() {
        assertThatThrownBy(() -> Template.compile("x".repeat(16_385))).hasMessageContaining("<= 16384");
        assertThatThrownBy(() -> Template.compile("${base64(".repeat(40) + "x" + ")}".repeat(40)))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("nesting");
        assertThatThrownBy(() -> Template.compile("${base64(" + "base64(".repeat(40) + "x" + ")".repeat(41) + "}"))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("nesting");
    }

    @Test
    void namesTheFirstVariableThatIsMissing() {
        assertThat(compile("https://${a}.${b}").firstMissing(name -> null)).isEqualTo("a");
        assertThat(compile("https://${apiKey}.${b}").firstMissing(TemplateTest::value))
                .isEqualTo("b");
        assertThat(compile("${a} || ${b}").firstMissing(name -> null)).isEqualTo("a");
        assertThat(compile("${a} || b").firstMissing(name -> null)).isNull();
        assertThat(compile("${ed25519Sign(m, key)}").firstMissing(name -> null)).isEqualTo("ed25519Sign");
        assertThat(compile("${a}").firstMissing(name -> null)).isEqualTo("a");
        assertThat(compile("text").firstMissing(name -> null)).isNull();
    }

    @Test
    void listsTheVariablesItMayLookUp() {
        assertThat(Template.compile("${a} || ${base64(${b})}${now:X}").variables())
                .containsExactly("a", "b", "now");
        assertThat(Template.compile("${awsSigV4(${id}, s, r, iam)}").variables())
                .contains("id", "method", "path", "urlCanonicalParams", "bodyCanonicalParams", "contentType");
        assertThat(Template.compile("text").variables()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "application/json", "${base64(abc)}", "a${sha256Hex(b)}c"})
    void isConstantWithoutVariablesAndThenRendersTheSameObject(String text) {
        Template template = Template.compile(text);

        assertThat(template.isConstant()).isTrue();
        assertThat(template.render(name -> "x")).isSameAs(template.render(name -> null));
    }

    @Test
    void lineBreaksCountOnlyWhereTheyReachTheResult() {
        assertThat(Template.compile("a\nb").writesControlCharacters()).isTrue();
        assertThat(Template.compile("${x} || a\n${x}").writesControlCharacters())
                .isTrue();
        assertThat(Template.compile("${hmacSha1Hex(${x}\n${y}, ${key})}").writesControlCharacters())
                .isFalse();
        assertThat(Template.compile("${base64(a\n)}").writesControlCharacters()).isFalse();
    }

    @Test
    void isNotConstantWithVariablesTimeOrNonces() {
        assertThat(Template.compile("${a}").isConstant()).isFalse();
        assertThat(Template.compile("${now:X}").isConstant()).isFalse();
        assertThat(Template.compile("${random}").isConstant()).isFalse();
    }

    @Test
    void takesTimeAndNonceFromTheCallerWhenGiven() {
        Variables given = Map.of("now", "2020-02-29T23:59:59Z", "random", "r1")::get;

        assertThat(compile("${random} ${random} ${now:YYYY-MM-DD} ${now}").render(given))
                .isEqualTo("r1 r1 2020-02-29 2020-02-29T23:59:59Z");
        assertThat(compile("${now:X}").render(Map.of("now", "yesterday")::get)).isNull();
        assertThat(compile("${now:X}").firstMissing(Map.of("now", "yesterday")::get))
                .isEqualTo("now");
    }

    @Test
    void oneRenderingHasOneNonceAndTheNextHasAnother() {
        Template template = Template.compile("${random} ${random}");

        String[] first = String.valueOf(template.render(name -> null)).split(" ");
        String[] second = String.valueOf(template.render(name -> null)).split(" ");

        assertThat(first[0])
                .isEqualTo(first[1])
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
                .isNotEqualTo(second[0]);
    }

    @Test
    void variablesOfMapsReadNestedNamesThenFlatOnesAndOnlyTextAndNumbers() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("a", Map.of("b", Map.of("c", "nested"), "n", 7, "d", 1.0, "big", 1e21, "flag", true));
        values.put("x.y", "flat");
        values.put("none", null);
        Variables variables = Variables.of(values);

        assertThat(variables.lookup("a.b.c")).isEqualTo("nested");
        assertThat(variables.lookup("x.y")).isEqualTo("flat");
        assertThat(variables.lookup("a.n")).isEqualTo("7");
        assertThat(variables.lookup("a.d")).isEqualTo("1");
        assertThat(variables.lookup("a.big")).isEqualTo("1000000000000000000000");
        assertThat(variables.lookup("a.flag")).isNull();
        assertThat(variables.lookup("a.b")).isNull();
        assertThat(variables.lookup("none")).isNull();
        assertThat(variables.lookup("a.b.c.d")).isNull();
    }

    private static Template compile(String text) {
        return Template.compile(text, CLOCK, () -> 42);
    }

    private static @Nullable String value(String name) {
        return switch (name) {
            case "apiKey" -> "k1";
            case "user" -> "u";
            case "password" -> "p";
            case "abc" -> "abc";
            case "empty" -> "";
            case "tricky" -> "${apiKey} || $1 \\";
            case "fox" -> "The quick brown fox jumps over the lazy dog";
            case "connectionConfig.accounts-server" -> "https://a";
            default -> null;
        };
    }
}
