// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialFieldsTest {

    private static final String SECRET = "S3CR3T";

    @Property
    void whatIsStoredIsReadBack(@ForAll("credentials") Credential credential) {
        Credential read = CredentialFields.read(credential.type(), credential.fields());

        assertThat(read).hasSameClassAs(credential);
        assertThat(read.fields()).isEqualTo(credential.fields());
        assertThat(read.authorization()).isEqualTo(credential.authorization());
        assertThat(read.accessToken()).isEqualTo(credential.accessToken());
        assertThat(read.expiresAt()).isEqualTo(credential.expiresAt());
        assertThat(read.isRenewable()).isEqualTo(credential.isRenewable());
        assertThat(read.isPending()).isEqualTo(credential.isPending());
        assertThat(read.isRenewable() || !read.isPending())
                .as("a pending one can be obtained")
                .isTrue();
    }

    @Property
    void noCredentialShowsASecretAsText(@ForAll("credentials") Credential credential) {
        assertThat(credential.toString()).doesNotContain(SECRET);
        assertThat(String.format("%s", credential)).doesNotContain(SECRET);
        if (!(credential instanceof NoCredential)) {
            assertThat(credential.fields().toString())
                    .as("the test puts secrets in")
                    .contains(SECRET);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "API_KEY, apiKey",
        "BASIC, username",
        "OAUTH1, oauth_token",
        "OAUTH2, access_token",
        "OAUTH2_CC, client_id",
        "TBA, token_id",
        "SIGNATURE, username",
        "BILL, username"
    })
    void aFieldThatIsMissingOrNoStringIsNamedWithoutItsValue(String type, String field) {
        assertThatThrownBy(() -> CredentialFields.read(type, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(field + ": missing");
        assertThatThrownBy(() -> CredentialFields.read(type, Map.of(field, Map.of("x", SECRET))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(field + ": not a string");
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "config_override"})
    void anObjectOfAnotherJsonTypeIsRefused(String field) {
        assertThatThrownBy(() -> CredentialFields.read("OAUTH2", Map.of("access_token", "t", field, SECRET)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(field + ": not an object");
    }

    @Test
    void keysForAwsOrARoleHaveToBeThere() {
        assertThatThrownBy(() -> CredentialFields.read("AWS_SIGV4", Map.of("region", "eu-west-1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("access_key_id: missing");
        assertThatThrownBy(() -> CredentialFields.read("AWS_SIGV4", Map.of("access_key_id", SECRET)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("secret_access_key: missing");
    }

    @Test
    void whatAProviderAsksForIsKeptBesideItsToken() {
        Map<String, Object> stored = Map.of("type", "JWT", "token", "t", "key", Map.of("id", "1"), "raw", Map.of());
        Credential bare = CredentialFields.read("JWT", Map.of("token", "t"));

        assertThat(CredentialFields.read("JWT", stored).fields())
                .isEqualTo(Map.of("type", "JWT", "token", "t", "key", Map.of("id", "1")));
        assertThat(CredentialFields.read("JWT", stored).isRenewable()).isTrue();
        assertThat(bare.isRenewable()).isFalse();
        assertThat(bare.authorization()).isEqualTo("Bearer t");
    }

    @Test
    void anUnknownTypeIsNamed() {
        assertThatThrownBy(() -> CredentialFields.read("OAUTH3", Map.of("token", SECRET)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("OAUTH3")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void anAbsentPasswordIsTheEmptyOne() {
        assertThat(CredentialFields.read("BASIC", Map.of("username", "u")).authorization())
                .isEqualTo("Basic dTo=");
    }

    @ParameterizedTest
    @CsvSource({
        "1700000000, 2023-11-14T22:13:20Z",
        "1700000000123, 2023-11-14T22:13:20.123Z",
        "63071999999, 3968-09-02T23:59:59Z",
        "63072000000, 1972-01-01T00:00:00Z",
        "0, 1970-01-01T00:00:00Z"
    })
    void aNumberIsSecondsOrMillisecondsByItsRange(long number, Instant instant) {
        assertThat(CredentialFields.instant(number)).isEqualTo(instant);
        assertThat(CredentialFields.instant((double) number)).isEqualTo(instant);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T10:00:00Z, 2026-11-23T10:00:00Z",
        "2026-11-23T10:00:00.5+02:00, 2026-11-23T08:00:00.5Z",
        "2026-11-23T10:00:00+00:00, 2026-11-23T10:00:00Z"
    })
    void textIsIso8601WithAnOffset(String text, Instant instant) {
        assertThat(CredentialFields.instant(text)).isEqualTo(instant);
    }

    @Property
    void anythingElseIsRefusedAsAnArgument(@ForAll("times") Object value) {
        Throwable thrown = catchThrowable(() -> CredentialFields.instant(value));

        assertThat(thrown == null || thrown instanceof IllegalArgumentException).isTrue();
        if (value instanceof Boolean || value instanceof Map || (value instanceof Number n && n.longValue() < 0)) {
            assertThat(thrown).hasMessageStartingWith("expires_at: ");
        }
    }

    @Provide
    Arbitrary<Object> times() {
        return Arbitraries.oneOf(
                Arbitraries.longs().asGeneric(),
                Arbitraries.doubles().asGeneric(),
                Arbitraries.strings().asGeneric(),
                Arbitraries.of(Boolean.TRUE, Map.of(), "2026-11-23", "1700000000", "+999999999-12-31T23:59:59-18:00"));
    }

    @Provide
    Arbitrary<Credential> credentials() {
        Arbitrary<SecretText> secret =
                Arbitraries.strings().ofMaxLength(20).map(text -> SecretText.of(text + SECRET + text));
        Arbitrary<SecretText> absent = secret.injectNull(0.3);
        Arbitrary<Instant> expiry = Arbitraries.longs()
                .between(0, 4_000_000_000_000L)
                .map(Instant::ofEpochMilli)
                .injectNull(0.3);
        Arbitrary<SecretMap> raw = secret.map(text -> SecretMap.of(Map.of("a", Map.of("b", text.reveal()), "n", 1)));
        Arbitrary<SecretMap> override = Arbitraries.of(SecretMap.EMPTY, SecretMap.of(Map.of("client_id", SECRET)));
        Arbitrary<SecretMap> own = secret.map(text -> SecretMap.of(Map.of("user", text.reveal(), "n", List.of(1))));
        return Arbitraries.oneOf(
                secret.map(ApiKeyCredential::new),
                Combinators.combine(secret, secret).as(BasicCredential::new),
                Arbitraries.just(new NoCredential()),
                Combinators.combine(secret, absent, expiry, raw, override).as(CredentialFieldsTest::oauth2),
                Combinators.combine(absent, secret, secret, absent, absent, expiry, raw)
                        .as(ClientCredential::new),
                Combinators.combine(secret, secret, raw).as(OAuth1Credential::new),
                Combinators.combine(secret, secret, override).as(TokenBasedCredential::new),
                Combinators.combine(secret, secret, absent, expiry).as(SignatureCredential::new),
                Combinators.combine(own, absent, expiry).as(JwtCredential::new),
                secret.map(token -> new JwtCredential(SecretMap.EMPTY, token, null)),
                Combinators.combine(own, absent, absent, expiry, absent, raw).as(TwoStepCredential::new),
                Combinators.combine(secret.map(CredentialFieldsTest::login), absent, absent, expiry, raw)
                        .as(BillCredential::new),
                Combinators.combine(absent, expiry, absent, raw).as(AppCredential::new),
                Combinators.combine(raw, own, raw).as(CustomCredential::new),
                Combinators.combine(secret, absent, expiry, raw).as(CredentialFieldsTest::aws),
                Combinators.combine(secret, absent, raw).as(CredentialFieldsTest::role));
    }

    private static BillCredential.Login login(SecretText secret) {
        return new BillCredential.Login(secret, secret, secret, secret);
    }

    private static Credential aws(
            SecretText key, @Nullable SecretText session, @Nullable Instant expiry, SecretMap raw) {
        AwsCredential.Keys keys = new AwsCredential.Keys(key, key, session, expiry);
        return new AwsCredential(new AwsCredential.Scope("eu-west-1", null), null, keys, raw);
    }

    private static Credential role(SecretText arn, @Nullable SecretText externalId, SecretMap raw) {
        AwsCredential.Role role = new AwsCredential.Role(arn, externalId);
        return new AwsCredential(new AwsCredential.Scope(null, "s3"), role, null, raw);
    }

    private static Credential oauth2(
            SecretText token,
            @Nullable SecretText refresh,
            @Nullable Instant expiry,
            SecretMap raw,
            SecretMap override) {
        return new OAuth2Credential(token, refresh, expiry, raw, override);
    }
}
