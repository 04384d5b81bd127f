// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.call.UpstreamRequest;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.crypto.Digests;
import dev.sallyport.filters.crypto.SignatureV4;
import dev.sallyport.filters.egress.UpstreamOrigin;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwsSignerTest {

    private static final SecretText SECRET = SecretText.of("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    private static final String UNRESERVED = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String SESSION =
            "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqw"
                    + "AeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7"
                    + "WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8f"
                    + "POLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";

    /**
     * The cases of AWS's published aws-sig-v4-test-suite by their names, with the signatures it expects. They have no
     * {@code x-amz-content-sha256}, so the headers are signed as they are. Headers are separated by a vertical bar.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', nullValues = "-", ignoreLeadingAndTrailingWhitespace = false, textBlock = """
                    get-vanilla;GET;/;-;-;5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31
                    get-vanilla-query;GET;/;-;-;5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31
                    get-vanilla-empty-query-key;GET;/?Param1=value1;-;-;a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb
                    get-vanilla-query-order-key-case;GET;/?Param2=value2&Param1=value1;-;-;b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500
                    get-vanilla-query-order-key;GET;/?Param1=value2&Param1=Value1;-;-;eedbc4e291e521cf13422ffca22be7d2eb8146eecf653089df300a15b2382bd1
                    get-vanilla-query-order-value;GET;/?Param1=value2&Param1=value1;-;-;5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694
                    get-vanilla-query-unreserved;GET;/?UNRESERVED=UNRESERVED;-;-;9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197
                    get-vanilla-utf8-query;GET;/?ሴ=bar;-;-;2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04
                    get-unreserved;GET;/UNRESERVED;-;-;07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f
                    get-utf8;GET;/ሴ;-;-;8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85
                    get-space;GET;/example space/;-;-;652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741
                    get-relative;GET;/example/..;-;-;5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31
                    get-relative-relative;GET;/example1/example2/../..;-;-;5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31
                    get-slash;GET;//;-;-;5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31
                    get-slash-dot-slash;GET;/./;-;-;5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31
                    get-slash-pointless-dot;GET;/./example;-;-;ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5
                    get-slashes;GET;//example//;-;-;9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84
                    get-header-key-duplicate;GET;/;My-Header1:value2|My-Header1:value2|My-Header1:value1;-;c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea
                    get-header-value-order;GET;/;My-Header1:value4|My-Header1:value1|My-Header1:value3|My-Header1:value2;-;08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01
                    get-header-value-trim;GET;/;My-Header1:value1|My-Header2:"a   b   c";-;acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736
                    post-vanilla;POST;/;-;-;5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b
                    post-vanilla-query;POST;/?Param1=value1;-;-;28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11
                    post-header-key-case;POST;/;-;-;5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b
                    post-header-key-sort;POST;/;My-Header1:value1;-;c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c
                    post-header-value-case;POST;/;My-Header1:VALUE1;-;cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d
                    post-x-www-form-urlencoded;POST;/;Content-Type:application/x-www-form-urlencoded;Param1=value1;ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a
                    post-x-www-form-urlencoded-parameters;POST;/;Content-Type:application/x-www-form-urlencoded, charset=utf8;Param1=value1;1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe
                    post-sts-header-before;POST;/;X-Amz-Security-Token:SESSION;-;85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead
                    """)
    void matchesThePublishedTestSuite(
            String name,
            String method,
            String target,
            @Nullable String headers,
            @Nullable String body,
            String signature) {
        UpstreamRequest request = request("https", "example.amazonaws.com", method, target, body);
        request.headers().set("X-Amz-Date", "20150830T123600Z");
        add(request.headers(), headers);
        String hash = Digests.sha256Hex((body == null ? "" : body).getBytes(UTF_8));

        assertThat(signer("AKIDEXAMPLE", "service", null, "2015-08-30T12:36:00Z")
                        .authorization(request, "20150830T123600Z", hash))
                .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, ")
                .endsWith(", Signature=" + signature);
    }

    /** "Examples: Signature Calculations" of the documentation of Amazon S3. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = ';', nullValues = "-", textBlock = """
                    GET;/test.txt;Range:bytes=0-9;'';f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41
                    PUT;/test%24file.text;Date:Fri, 24 May 2013 00:00:00 GMT|x-amz-storage-class:REDUCED_REDUNDANCY;Welcome to Amazon S3.;98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd
                    GET;/?lifecycle;-;'';fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543
                    GET;/?max-keys=2&prefix=J;-;'';34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7
                    """)
    void matchesTheExamplesOfS3(String method, String target, @Nullable String headers, String body, String signature) {
        SecretText secret = SecretText.of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        AwsIdentity identity =
                new AwsIdentity(new SignatureV4("AKIAIOSFODNN7EXAMPLE", secret, "us-east-1", "s3"), null);
        UpstreamRequest request = request("https", "examplebucket.s3.amazonaws.com", method, target, body);
        add(request.headers(), headers);

        new AwsSigner(identity, at("2013-05-24T00:00:00Z")).sign(request);

        assertThat(request.headers().get("authorization")).endsWith(", Signature=" + signature);
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            delimiter = '|',
            value = {" a|a", "a \t b  |a b", "''|''", "' '|''", "é|é"})
    void valuesHaveNoBlanksButSingleOnesWithin(String value, String canonical) {
        assertThat(SignatureV4.canonicalValue(value)).isEqualTo(canonical);
    }

    @Test
    void signsEveryHeaderThatStaysAndReplacesThoseOfItsOwnNames() {
        UpstreamRequest request = request("https", "dynamodb.us-east-1.amazonaws.com", "POST", "/", "{}");
        add(
                request.headers(),
                "User-Agent:Sallyport/1|traceparent:00-1|X-Amzn-Trace-Id:Root|TE:trailers|Authorization:mine|X-Amz-Date:then"
                        + "|X-Amz-Security-Token:mine|X-Amz-Content-Sha256:mine|x-amz-target:T");

        signer("AKID", "dynamodb", null, "2026-11-23T10:00:00.999Z").sign(request);

        HttpHeaders headers = request.headers();
        assertThat(headers.getAll("authorization"))
                .singleElement()
                .asString()
                .contains(
                        "Credential=AKID/20261123/us-east-1/dynamodb/aws4_request, ",
                        "SignedHeaders=host;traceparent;user-agent;x-amz-content-sha256;x-amz-date;x-amz-target, ");
        assertThat(headers.getAll("x-amz-date")).containsExactly("20261123T100000Z");
        assertThat(headers.getAll("x-amz-content-sha256")).containsExactly(Digests.sha256Hex("{}".getBytes(UTF_8)));
        assertThat(headers.contains("x-amz-security-token")).isFalse();
    }

    @Test
    void aSessionTokenIsSentAndSigned() {
        UpstreamRequest request = request("https", "iam.amazonaws.com", "GET", "/", null);

        signer("AKID", "iam", SESSION, "2026-11-23T10:00:00Z").sign(request);

        assertThat(request.headers().get("x-amz-security-token")).isEqualTo(SESSION);
        assertThat(request.headers().get("authorization")).contains(";x-amz-security-token, ");
        assertThat(request.headers().get("x-amz-content-sha256")).isEqualTo(Digests.sha256Hex(new byte[0]));
    }

    @Test
    void signingAgainSignsTheSame() {
        UpstreamRequest request = request("https", "iam.amazonaws.com", "GET", "/?b=1&a", null);
        AwsSigner signer = signer("AKID", "iam", SESSION, "2026-11-23T10:00:00Z");
        signer.sign(request);
        String first = request.headers().toString();

        signer.sign(request);

        assertThat(request.headers().toString()).isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({
        "s3, https, false, UNSIGNED-PAYLOAD",
        "s3-outposts, https, false, UNSIGNED-PAYLOAD",
        "s3, http, true, e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "sqs, https, true, e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    })
    void onlyS3OverTlsTakesBodiesThatStreamThrough(String service, String scheme, boolean held, String hash) {
        UpstreamRequest request = request(scheme, "h.amazonaws.com", "PUT", "/a%20b/../c", null);
        AwsSigner signer = signer("AKID", service, null, "2026-11-23T10:00:00Z");

        assertThat(signer.readsBody(request)).isEqualTo(held);
        signer.sign(request);
        assertThat(request.headers().get("x-amz-content-sha256")).isEqualTo(hash);
    }

    @Test
    void theIdentityKeepsItsSecretsToItself() {
        AwsIdentity identity =
                new AwsIdentity(new SignatureV4("AKID", SECRET, "us-east-1", "s3"), SecretText.of(SESSION));

        assertThat(identity.toString()).doesNotContain(SECRET.reveal(), SESSION);
    }

    private static AwsSigner signer(String id, String service, @Nullable String token, String now) {
        SignatureV4 signature = new SignatureV4(id, SECRET, "us-east-1", service);
        return new AwsSigner(new AwsIdentity(signature, token == null ? null : SecretText.of(token)), at(now));
    }

    private static Clock at(String now) {
        return Clock.fixed(Instant.parse(now), ZoneOffset.UTC);
    }

    private static UpstreamRequest request(
            String scheme, String host, String method, String target, @Nullable String body) {
        UpstreamOrigin origin = new UpstreamOrigin(scheme, host, scheme.equals("https") ? 443 : 80);
        String path = target.replace("UNRESERVED=UNRESERVED", UNRESERVED + "=" + UNRESERVED)
                .replace("/UNRESERVED", "/" + UNRESERVED);
        byte[] bytes = body == null ? null : body.getBytes(UTF_8);
        return new UpstreamRequest(method, origin, path, new DefaultHttpHeaders(), bytes);
    }

    private static void add(HttpHeaders headers, @Nullable String lines) {
        if (lines != null) {
            for (String line : lines.split("\\|")) {
                int colon = line.indexOf(':');
                String value = line.substring(colon + 1)
                        .replace(", charset", "; charset")
                        .replace("SESSION", SESSION);
                headers.add(line.substring(0, colon), value);
            }
        }
    }
}
