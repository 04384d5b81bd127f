// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.credential.SecretText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

    private static final String CANARY = "cAnAry/+\"42";

    private final Redaction bySecret = Redaction.of(List.of(SecretText.of(CANARY)));

    @ParameterizedTest
    @ValueSource(strings = {"Content-Type", "retry-after", "X-RateLimit-Remaining", "RateLimit", "Sallyport-Attempts"})
    void headersOfTheAllowListAreLoggable(String name) {
        assertThat(Redaction.isLoggable(name)).isTrue();
        assertThat(Redaction.BY_SHAPE.header(name, "5")).isEqualTo("5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Authorization", "Cookie", "Set-Cookie", "X-Api-Key", "Location", "Link", "X-Unheard-Of", "", "é"
            })
    void anyOtherHeaderIsMasked(String name) {
        assertThat(Redaction.BY_SHAPE.header(name, CANARY)).isEqualTo(Redaction.MASK);
    }

    @Test
    void aKnownSecretInALoggableHeaderIsMasked() {
        assertThat(bySecret.header("User-Agent", "app " + CANARY)).isEqualTo("app [redacted]");
    }

    @ParameterizedTest
    @CsvSource({
        "https://h/p?api_key=CANARY&page=2, https://h/p?api_key=[redacted]&page=2",
        "https://h/p?page=2&AWSAccessKeyId=CANARY, https://h/p?page=2&AWSAccessKeyId=[redacted]",
        "https://h/p?oauth_signature=CANARY&oauth_version=1.0, https://h/p?oauth_signature=[redacted]&oauth_version=1.0",
        "https://h/p?X-Amz-Security-Token=CANARY, https://h/p?X-Amz-Security-Token=[redacted]",
        "https://h/p?sessionId=CANARY&devKey=CANARY, https://h/p?sessionId=[redacted]&devKey=[redacted]",
        "https://h/p?X-Amz-Signature=CANARY, https://h/p?X-Amz-Signature=[redacted]",
        "https://h/p?%61pi%5Fkey=CANARY, https://h/p?%61pi%5Fkey=[redacted]",
        "https://h/p?user[access_token]=CANARY, https://h/p?user[access_token]=[redacted]",
        "https://h/cb?code=CANARY&state=1#id_token=CANARY, https://h/cb?code=[redacted]&state=1#id_token=[redacted]",
        "https://h/p;token=CANARY/x, https://h/p;token=[redacted]",
        "a=1;sig=CANARY;b=2, a=1;sig=[redacted];b=2",
        "client_secret=CANARY, client_secret=[redacted]",
        "https://h/p?page=2&sort=name, https://h/p?page=2&sort=name",
    })
    void valuesOfSecretNamesAreMasked(String text, String masked) {
        assertThat(Redaction.BY_SHAPE.text(text)).isEqualTo(masked);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "https://user:CANARY@host/p, https://[redacted]@host/p",
                "https://CANARY@host/p, https://[redacted]@host/p",
                "https://user:CAN@ARY@host/p, https://[redacted]@host/p",
                "https://user:CAN&=;'ARY@host/p, https://[redacted]@host/p",
                "Failed to resolve 'user:CANARY@host', Failed to resolve '[redacted]@host'",
                "user:CANARY@host:443, [redacted]@host:443",
                "https://host/users/a@b.example, https://host/users/a@b.example",
            })
    void userInformationIsMasked(String text, String masked) {
        assertThat(Redaction.BY_SHAPE.text(text)).isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                CANARY,
                "cAnAry%2F%2B%2242",
                "cAnAry%2f%2b%2242",
                "cAnAry/+\\\"42",
            })
    void aKnownSecretIsMaskedHoweverItIsSpelled(String spelling) {
        assertThat(bySecret.text("{\"echo\":\"" + spelling + "\"}")).isEqualTo("{\"echo\":\"[redacted]\"}");
    }

    @Test
    void aKnownSecretInBase64IsMasked() {
        String encoded = Base64.getEncoder().encodeToString(CANARY.getBytes(StandardCharsets.UTF_8));

        assertThat(bySecret.text("Basic " + encoded))
                .startsWith("Basic [redacted]")
                .doesNotContain("Y0FuQXJ5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "u:", "user:", "someone:"})
    void aKnownSecretInBase64IsMaskedBehindAndBeforeSomethingElse(String before) {
        byte[] pair = (before + CANARY + ":x").getBytes(StandardCharsets.UTF_8);
        String encoded = Base64.getEncoder().encodeToString(pair);

        assertThat(bySecret.text("Basic " + encoded).replace(Redaction.MASK, ""))
                .hasSizeLessThan("Basic ".length() + encoded.length() - 12);
        assertThat(bySecret.text(Base64.getUrlEncoder().encodeToString(pair))).contains(Redaction.MASK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"63416E4172792F2B223432", "63416e4172792f2b223432", "cAnAry\\/+\\\"42", "cAnAry/+&quot;42"})
    void aKnownSecretIsMaskedInHexadecimalAndMarkupToo(String spelling) {
        assertThat(bySecret.text("<b>" + spelling + "</b>")).isEqualTo("<b>[redacted]</b>");
    }

    @Test
    void moreSecretsCanBeAdded() {
        Redaction both = bySecret.and(List.of(SecretText.of("another")));

        assertThat(both.text(CANARY + " another")).isEqualTo("[redacted] [redacted]");
        assertThat(bySecret.text("another")).isEqualTo("another");
    }

    @Test
    void whatBreaksOffEndsBeforeItsLastWord() {
        assertThat(bySecret.beginning("one two thr")).isEqualTo("one two …");
        assertThat(bySecret.beginning("{\"a\":\"b\",\"url\":\"https://u:pass")).isEqualTo("{\"a\":\"b\",\"url\":\"…");
        assertThat(bySecret.beginning("api_key=abc and token=de")).isEqualTo("api_key=[redacted] and …");
    }

    @Test
    void whatBreaksOffWithinASecretEndsBeforeIt() {
        Redaction words = Redaction.of(List.of(SecretText.of("a secret of words")));

        assertThat(words.beginning("it is a secret of wo")).isEqualTo("it is …");
        assertThat(words.beginning("it is a secret of words, tru")).isEqualTo("it is [redacted], …");
        assertThat(bySecret.beginning("x".repeat(300) + CANARY.substring(0, 8))).isEqualTo("x".repeat(300) + "…");
    }

    @Test
    void theLongestOfOverlappingSecretsIsMaskedWhole() {
        Redaction two = Redaction.of(List.of(SecretText.of("secret"), SecretText.of("secret-and-more")));

        assertThat(two.text("x secret-and-more y")).isEqualTo("x [redacted] y");
    }

    @Test
    void aPathLosesQueryFragmentAndSecrets() {
        assertThat(bySecret.path("/bot" + CANARY + "/send?x=1#y")).isEqualTo("/bot[redacted]/send");
        assertThat(Redaction.BY_SHAPE.path("/a;token=CANARY?x")).isEqualTo("/a;token=[redacted]");
        assertThat(Redaction.BY_SHAPE.path("/repos/a/b")).isEqualTo("/repos/a/b");
    }

    @Test
    void aSecretAtTheCutIsNeverLeftInHalf() {
        String text = "x".repeat(Redaction.MAX_LENGTH - 3) + CANARY;

        assertThat(bySecret.text(text)).isEqualTo("x".repeat(Redaction.MAX_LENGTH - 3));
    }

    @Test
    void aWholeTextCanBeAskedFor() {
        String filler = "x".repeat(Redaction.MAX_LENGTH);

        assertThat(bySecret.upTo(20_000).text(filler + CANARY + "?token=a " + filler))
                .isEqualTo(filler + Redaction.MASK + "?token=" + Redaction.MASK + " " + filler);
        assertThat(bySecret.upTo(20_000).text(filler.repeat(3))).hasSize(20_000);
    }
}
