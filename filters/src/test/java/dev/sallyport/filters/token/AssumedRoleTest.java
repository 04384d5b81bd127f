// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import static dev.sallyport.filters.token.Asking.NOW;
import static dev.sallyport.filters.token.Asking.answer;
import static dev.sallyport.filters.token.Asking.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.credential.AwsCredential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.refresh.TokenOutcome.Failing;
import dev.sallyport.filters.refresh.TokenOutcome.Granted;
import dev.sallyport.filters.template.Template;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.testing.RawUpstream.Received;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of assumed roles, from AWS's token service and from operators' own. */
class AssumedRoleTest {

    private static final String FIELDS = "auth_mode: AWS_SIGV4";
    private static final String XML =
            "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult>"
                    + "<Credentials><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s/+e=</SecretAccessKey>"
                    + "<SessionToken>t/+k==</SessionToken><Expiration>2026-11-23T10:30:00Z</Expiration></Credentials>"
                    + "</AssumeRoleResult></AssumeRoleResponse>";

    @Test
    void awsIsAskedWithASignedRequest() throws Exception {
        try (RawUpstream server = RawUpstream.answering(answer(200, "Content-Type: text/xml\r\n", XML))) {
            Granted granted = (Granted) builtin(server, role("us-east-1")).at(server);
            Received request = server.received().getFirst();
            AwsCredential next = (AwsCredential) granted.credential();

            assertThat(request.requestLine()).isEqualTo("POST / HTTP/1.1");
            assertThat(request.bodyText().split("&"))
                    .containsExactly(
                            "Action=AssumeRole",
                            "Version=2011-06-15",
                            "RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr",
                            "RoleSessionName=sallyport-0000000000000007",
                            "DurationSeconds=3600",
                            "ExternalId=ext");
            assertThat(request.headers("authorization").getFirst())
                    .startsWith("AWS4-HMAC-SHA256 Credential=AKID/20261123/us-east-1/sts/aws4_request, SignedHeaders=")
                    .contains("content-type;host;");
            assertThat(request.headers("x-amz-date")).containsExactly("20261123T100000Z");
            assertThat(next.keys().accessKeyId()).isEqualTo(SecretText.of("ASIA1"));
            assertThat(next.keys().secretAccessKey()).isEqualTo(SecretText.of("s/+e="));
            assertThat(next.keys().sessionToken()).isEqualTo(SecretText.of("t/+k=="));
            assertThat(next.expiresAt()).isEqualTo(NOW.plusSeconds(1_800));
            assertThat(next.role()).isEqualTo(role("us-east-1").role());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"AssumeRoleResponse\":{\"AssumeRoleResult\":{\"Credentials\":{\"AccessKeyId\":\"ASIA1\",\"SecretAccessKey\":\"s\",\"SessionToken\":\"t\",\"Expiration\":1.7954298E9}}}}",
                "{\"credentials\":{\"accessKeyId\":\"ASIA1\",\"secretAccessKey\":\"s\",\"sessionToken\":\"t\",\"expiresAt\":1795429800000}}",
                "{\"access_key_id\":\"ASIA1\",\"secret_access_key\":\"s\",\"session_token\":\"t\",\"expiration\":\"2026-11-23T10:30:00Z\"}"
            })
    void readsKeysInEveryForm(String answer) throws Exception {
        try (RawUpstream server = RawUpstream.answering(json(200, answer))) {
            AwsCredential next = (AwsCredential)
                    ((Granted) builtin(server, role("us-east-1")).at(server)).credential();

            assertThat(next.keys().accessKeyId()).isEqualTo(SecretText.of("ASIA1"));
            assertThat(next.expiresAt()).isEqualTo(NOW.plusSeconds(1_800));
        }
    }

    /** Columns: how it knows the gateway, the header that then comes, its value. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"api_key|x-api-key|k1", "basic|authorization|Basic dXNlcjpwYXNz", "none|authorization|"})
    void anEndpointOfTheOperatorsIsAskedInJson(String type, String header, @Nullable String value) throws Exception {
        String answer = "{\"accessKeyId\":\"A\",\"secretAccessKey\":\"s\",\"sessionToken\":\"t\"}";
        try (RawUpstream server = RawUpstream.answering(json(200, answer))) {
            TokenOutcome outcome = Asking.of(FIELDS, role(null))
                    .setting("stsEndpointUrl", "http://127.0.0.1:PORT/assume?v=1")
                    .setting("stsAuthType", type)
                    .setting("stsApiKey", "k1")
                    .setting("stsAuthUsername", "user")
                    .setting("stsAuthPassword", "pass")
                    .setting("defaultRegion", "eu-west-1")
                    .setting("service", "s3")
                    .at(server);
            Received request = server.received().getFirst();

            assertThat(request.target()).isEqualTo("/assume?v=1");
            assertThat(request.bodyText())
                    .isEqualTo("{\"role_arn\":\"arn:aws:iam::1:role/r\",\"external_id\":\"ext\","
                            + "\"region\":\"eu-west-1\",\"service\":\"s3\"}");
            assertThat(request.headers(header)).isEqualTo(value == null ? List.of() : List.of(value));
            assertThat(((Granted) outcome).credential().expiresAt()).isEqualTo(NOW.plusSeconds(3_600));
        }
    }

    @Test
    void awsSaysWhyInXmlOrJson() throws Exception {
        String xml =
                "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>m</Message></Error></ErrorResponse>";
        try (RawUpstream server = RawUpstream.answering(answer(403, "Content-Type: text/xml\r\n", xml))) {
            assertThat(builtin(server, role("us-east-1")).at(server)).isEqualTo(new Failing("accessdenied", null));
        }
        try (RawUpstream server =
                RawUpstream.answering(json(400, "{\"Error\":{\"Code\":\"ValidationError\",\"Message\":\"m\"}}"))) {
            assertThat(builtin(server, role("us-east-1")).at(server)).isEqualTo(new Failing("validationerror", null));
        }
    }

    @Test
    void whatIsMissingIsSaidAndNothingIsSent() throws Exception {
        assertThat(Asking.of(FIELDS, role(null)).at(1)).isEqualTo(new Failing("region_missing", null));
        assertThat(Asking.of(FIELDS, role("eu.evil.com/")).at(1)).isEqualTo(new Failing("region_missing", null));
        assertThat(Asking.of(FIELDS, role("us-east-1")).at(1)).isEqualTo(new Failing("sts_settings_missing", null));
        assertThat(Asking.of(FIELDS, role("us-east-1"))
                        .setting("stsMode", "custom")
                        .at(1))
                .isEqualTo(new Failing("sts_settings_missing", null));
    }

    @Test
    void lastingKeysNeedNobody() {
        AwsCredential lasting = new AwsCredential(
                new AwsCredential.Scope("us-east-1", "s3"),
                null,
                new AwsCredential.Keys(SecretText.of("AKID"), SecretText.of("s"), null, null),
                SecretMap.EMPTY);

        assertThat(lasting.isRenewable()).isFalse();
    }

    private static Asking builtin(RawUpstream server, AwsCredential credential) {
        Template here = Template.compile("http://127.0.0.1:" + server.port() + "/");
        return Asking.of(FIELDS, credential)
                .setting("stsMode", "builtin")
                .setting("awsAccessKeyId", "AKID")
                .setting("awsSecretAccessKey", "secret")
                .by(exchange -> List.of(new AssumedRole(
                        exchange, Clock.fixed(NOW, ZoneOffset.UTC), new UniqueIds(() -> 7), _ -> here)));
    }

    private static AwsCredential role(@Nullable String region) {
        return new AwsCredential(
                new AwsCredential.Scope(region, null),
                new AwsCredential.Role(SecretText.of("arn:aws:iam::1:role/r"), SecretText.of("ext")),
                null,
                SecretMap.EMPTY);
    }
}
