// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.crypto.CanonicalParameters;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expectations are those of the test suite and the documentation that AWS publishes for Signature Version 4. */
class AwsSignatureTest {

    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    @ParameterizedTest(name = "{0}")
    @CsvSource(nullValues = "-", textBlock = """
                    get-vanilla, GET, -, -, -, host;x-amz-date, 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31
                    get-vanilla-query-order-key-case, GET, Param2=value2&Param1=value1, -, -, host;x-amz-date, b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500
                    post-vanilla, POST, -, -, -, host;x-amz-date, 5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b
                    post-x-www-form-urlencoded, POST, -, Param1=value1, application/x-www-form-urlencoded, content-type;host;x-amz-date, ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a
                    """)
    void matchesTheTestSuite(
            String name, String method, String query, String body, String type, String signed, String signature) {
        Map<String, String> values = request(method, "/");
        values.put("urlCanonicalParams", CanonicalParameters.ofText(query == null ? "" : query));
        values.put("bodyCanonicalParams", body);
        values.put("contentType", type);

        String authorization = Template.compile(
                        "${awsSigV4(AKIDEXAMPLE, ${secret}, us-east-1, service, example.amazonaws.com)}")
                .render(values::get);

        assertThat(authorization)
                .isEqualTo("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                        + "SignedHeaders=" + signed + ", Signature=" + signature);
    }

    @Test
    void matchesTheDocumentedListUsersRequestWithTheServicesOwnHost() {
        Map<String, String> values = request("GET", "/");
        values.put("urlCanonicalParams", CanonicalParameters.ofText("Version=2010-05-08&Action=ListUsers"));
        values.put("contentType", "application/x-www-form-urlencoded;  charset=utf-8");

        assertThat(Template.compile("${awsSigV4(AKIDEXAMPLE,${secret},us-east-1,iam)}")
                        .render(values::get))
                .endsWith("Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
    }

    @Test
    void signsThePathAsTheServiceDoes() {
        String s3 = "${awsSigV4(id,${secret},us-east-1,s3,host)}";

        String other = s3.replace(",s3,", ",iam,");

        assertThat(render(s3, "")).isEqualTo(render(s3, "/"));
        assertThat(render(s3, "/a/./b")).isNotEqualTo(render(s3, "/a/b"));
        assertThat(render(other, "/a/./b")).isEqualTo(render(other, "/a/b"));
    }

    @Test
    void needsAMethodAndFourArgumentsThatAreNotEmpty() {
        Template template = Template.compile("${awsSigV4(${id}, ${secret}, us-east-1, iam)}");
        Map<String, String> values = request("GET", "/");

        assertThat(template.firstMissing(values::get)).isEqualTo("id");
        values.put("id", "");
        assertThat(template.render(values::get)).isNull();
        assertThat(template.firstMissing(values::get)).isEqualTo("awsSigV4");
        values.put("id", "AKID");
        assertThat(template.render(values::get)).startsWith("AWS4-HMAC-SHA256 Credential=AKID/");
        values.remove("method");
        assertThat(template.firstMissing(values::get)).isEqualTo("method");
    }

    private static String render(String template, String path) {
        return String.valueOf(Template.compile(template).render(request("GET", path)::get));
    }

    private static Map<String, String> request(String method, String path) {
        Map<String, String> values = new HashMap<>();
        values.put("now", "2015-08-30T12:36:00.000Z");
        values.put("secret", SECRET);
        values.put("method", method);
        values.put("path", path);
        return values;
    }
}
