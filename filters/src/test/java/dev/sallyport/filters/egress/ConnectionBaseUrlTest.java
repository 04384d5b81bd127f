// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.template.Template;
import dev.sallyport.filters.template.Variables;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionBaseUrlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "https://api.example.com/v1~https://api.example.com/v1",
                "https://API.Example.com~https://api.example.com",
                "http://[::1]:9000/x~http://[::1]:9000/x",
                "http://[0:0:0:0:0:0:0:1]:9000~http://[::1]:9000",
                "https://${sub}.example.com/v1~https://acme.example.com/v1",
                "https://${sub}.example.com:8443/v1~https://acme.example.com:8443/v1",
                "https://${sub}.Example.com:${port}/v1~https://acme.example.com:8443/v1",
                "https://api.${region}.example.com || https://api.example.com~https://api.example.com",
                "https://api.${sub}.example.com || https://api.example.com~https://api.acme.example.com",
                "https://api.example.com/${sub}~https://api.example.com/acme",
                "${url}/api~https://any.example.org/api",
                "https://${host}~https://db.example.net",
            })
    void isWorkedOutFromTheTemplate(String template, String url) {
        assertThat(of(template, "acme").require()).hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.com/",
                "evil.com#",
                "evil.com?",
                "x.evil.com?",
                "a@evil",
                "a@evil.com/",
                "evil.com:443/",
                "evil.com\\",
                "evil.com:443#",
                "evil.com%2f",
                "evil.com/.",
                "//evil.com/",
                "evil.com;",
                "evil.com\t/",
                "evil.com\n",
                "[::1]/",
                "127.0.0.1/",
                "127.0.0.1:80/",
                ".",
                "..",
                "-",
                "evil.com\u3002",
                "evil.com\u2044",
                " "
            })
    void aValueCannotTakeTheCredentialToAnotherDomain(String value) {
        for (String template : new String[] {
            "https://${sub}.example.com",
            "https://${sub}.example.com/v1",
            "https://${sub}.example.com:${port}",
            "https://api.${sub}.example.com || https://api.example.com"
        }) {
            assertThat(refusal(of(template, value)))
                    .as("%s with %s", template, value)
                    .isEqualTo(ErrorCode.BASE_URL_OVERRIDE_NOT_ALLOWED);
        }
    }

    @Property(tries = 5000)
    void whateverTheValueTheHostEndsAsTheTemplateSays(@ForAll("hostile") String value) {
        BaseUrl url = of("https://${sub}.example.com:${port}/v1", value).known();

        assertThat(url == null || url.origin().host().endsWith(".example.com")).isTrue();
    }

    @Test
    void aRefusalDoesNotRepeatTheValue() {
        ConnectionBaseUrl base = of("https://${sub}.example.com", "s3cr3t.evil.com/");

        assertThat(catchThrowableOfType(GatewayException.class, base::require))
                .hasMessageNotContaining("s3cr3t")
                .hasMessageContaining("leaves the provider's domain");
        assertThat(base.known()).isNull();
    }

    @Test
    void aMissingValueIsNamed() {
        GatewayException missing = catchThrowableOfType(
                GatewayException.class,
                () -> of("https://${unknown}.example.com", "acme").require());

        assertThat(missing.code()).isEqualTo(ErrorCode.MISSING_CONNECTION_CONFIG);
        assertThat(missing.details()).containsEntry("variable", "unknown");
    }

    @Test
    void aProviderWithoutABaseUrlNeedsAnOverride() {
        assertThat(refusal(ConnectionBaseUrl.of(null, name -> null))).isEqualTo(ErrorCode.UNSUPPORTED_PROVIDER);
    }

    @Provide
    Arbitrary<String> hostile() {
        return Arbitraries.strings()
                .withChars("ab.-/\\?#@:%[]01;&= \t\u3002")
                .ofMaxLength(12)
                .flatMap(text ->
                        Arbitraries.of(text, "evil.com" + text, text + "evil.com", text + ".example.com" + text));
    }

    private static ConnectionBaseUrl of(String template, String value) {
        return ConnectionBaseUrl.of(
                Template.compile(template),
                Variables.of(Map.of(
                        "sub", value, "port", "8443", "url", "https://any.example.org", "host", "db.example.net")));
    }

    private static ErrorCode refusal(ConnectionBaseUrl base) {
        GatewayException refused = catchThrowableOfType(GatewayException.class, base::require);
        assertThat(refused).isNotNull();
        return refused.code();
    }
}
