// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.filters.call.UpstreamRequest;
import dev.sallyport.filters.catalog.AuthMode;
import dev.sallyport.filters.catalog.AuthorizationRules;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.catalog.TokenRules;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.CredentialFields;
import dev.sallyport.filters.egress.UpstreamOrigin;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.integration.GatewayOptions;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.testing.Samples;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigningPlansTest {

    private static final Map<String, Object> OAUTH = Map.of("oauth_token", "t", "oauth_token_secret", "ts");
    private static final Map<String, Object> TBA = Map.of("token_id", "t", "token_secret", "ts");
    private static final Map<String, Object> AWS = Map.of("access_key_id", "AKID", "secret_access_key", "s");

    @Test
    void credentialsThatTravelWithTheRequestSignNothing() {
        assertThat(Samples.SIGNING
                        .of(provider(Map.of()), Samples.integration(), Samples.connection(Samples.API_KEY))
                        .signer())
                .isNull();
        assertThat(plan("AWS_SIGV4", Map.of("role_arn", "arn:aws:iam::1:role/x"), Map.of())
                        .signer())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({"HMAC-SHA1", "HMAC-SHA256", "PLAINTEXT"})
    void theProviderNamesTheMethodAndTheIntegrationIsTheConsumer(String method) {
        Provider provider = provider(Map.of("signature_method", method));

        assertThat(signed(Samples.SIGNING.of(provider, Samples.integration(), connection("OAUTH1", OAUTH, Map.of()))))
                .contains("oauth_consumer_key=\"the-id\"", "oauth_signature_method=\"" + method + "\"")
                .doesNotContain("realm");
    }

    @Test
    void withoutAMethodItIsHmacSha1() {
        assertThat(signed(plan("OAUTH1", OAUTH, Map.of()))).contains("oauth_signature_method=\"HMAC-SHA1\"");
    }

    @Test
    void anIntegrationWithoutAConsumerIsSaidByTheCallThatNeedsIt() {
        Integration bare = new Integration(
                "dev",
                "acme",
                "acme",
                null,
                null,
                false,
                Map.of(),
                Map.of(),
                GatewayOptions.DEFAULTS,
                1,
                Samples.NOW,
                Samples.NOW);
        SigningPlan plan = Samples.SIGNING.of(provider(Map.of()), bare, connection("OAUTH1", OAUTH, Map.of()));

        expectMissing(plan, "integration.client_id");
    }

    @Test
    void tokenBasedSignaturesNameTheAccountAsNetSuiteSpellsIt() {
        assertThat(signed(plan("TBA", TBA, Map.of("accountId", "1234567-sb-1"))))
                .startsWith("OAuth realm=\"1234567_SB-1\", oauth_consumer_key=\"the-id\", oauth_token=\"t\", ")
                .contains("oauth_signature_method=\"HMAC-SHA256\"");
        expectMissing(plan("TBA", TBA, Map.of()), "connectionConfig.accountId");
        expectMissing(plan("TBA", TBA, Map.of("accountId", " ")), "connectionConfig.accountId");
    }

    @Test
    void aConnectionMayBringItsOwnConsumer() {
        Map<String, Object> config =
                Map.of("accountId", "1", "oauth_client_id", "of-config", "oauth_client_secret", "s");
        Map<String, Object> override = Map.of(
                "token_id",
                "t",
                "token_secret",
                "ts",
                "config_override",
                Map.of("client_id", "of-credential", "client_secret", "s"));

        assertThat(signed(plan("TBA", TBA, config))).contains("oauth_consumer_key=\"of-config\"");
        assertThat(signed(plan("TBA", override, config))).contains("oauth_consumer_key=\"of-credential\"");
    }

    @Test
    void regionAndServiceAreTheCredentialsElseTheConfigurations() {
        Map<String, Object> own =
                Map.of("access_key_id", "AKID", "secret_access_key", "s", "region", "eu-west-1", "service", "sqs");
        Map<String, Object> config = Map.of("region", "us-east-2", "service", "iam");

        assertThat(signed(plan("AWS_SIGV4", own, config))).contains("/eu-west-1/sqs/aws4_request");
        assertThat(signed(plan("AWS_SIGV4", AWS, config))).contains("/us-east-2/iam/aws4_request");
        expectMissing(plan("AWS_SIGV4", AWS, Map.of("service", "iam")), "connectionConfig.region");
        expectMissing(plan("AWS_SIGV4", AWS, Map.of("region", "EU/../x", "service", "s3")), "connectionConfig.region");
        expectMissing(plan("AWS_SIGV4", AWS, Map.of("region", "eu-west-1")), "connectionConfig.service");
    }

    private static void expectMissing(SigningPlan plan, String variable) {
        assertThatThrownBy(plan::signer).isInstanceOfSatisfying(GatewayException.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(ErrorCode.MISSING_CONNECTION_CONFIG);
            assertThat(refusal.details()).containsEntry("variable", variable);
            assertThat(refusal.getMessage()).startsWith(variable + ": ");
        });
    }

    private static String signed(SigningPlan plan) {
        UpstreamOrigin origin = new UpstreamOrigin("https", "api.acme.example", 443);
        UpstreamRequest request =
                new UpstreamRequest("GET", origin, "/", new DefaultHttpHeaders(), null).signedBy(plan.signer());
        request.sign();
        return String.valueOf(request.headers().get("authorization"));
    }

    private static SigningPlan plan(String type, Map<String, Object> fields, Map<String, Object> config) {
        return Samples.SIGNING.of(provider(Map.of()), Samples.integration(), connection(type, fields, config));
    }

    private static Connection connection(String type, Map<String, Object> fields, Map<String, Object> config) {
        return Samples.connection(CredentialFields.read(type, fields), config, Map.of());
    }

    private static Provider provider(Map<String, Object> definition) {
        return new Provider(
                "acme",
                "Acme",
                AuthMode.OAUTH1,
                TokenRules.NONE,
                AuthorizationRules.NONE,
                Samples.rules(""),
                Map.of(),
                Map.of(),
                Map.of(),
                definition);
    }
}
