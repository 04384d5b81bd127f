// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.call.UpstreamRequest;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.egress.UpstreamOrigin;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OAuth1SignerTest {

    private static final String FORM = "application/x-www-form-urlencoded";

    /** RFC 5849 §3.4.1.1, with the parameters of §3.4.1.3.1. */
    @Test
    void theBaseStringIsThatOfTheRfc() {
        UpstreamRequest request = request(
                "http", "example.com", 80, "POST", "/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b", FORM, "c2&a3=2+q");

        assertThat(OAuth1Signer.baseString(
                        request,
                        protocol("oauth_consumer_key=9djdj82h48djs9d2 oauth_token=kkk9d7dh3k39sjv7"
                                + " oauth_signature_method=HMAC-SHA1 oauth_timestamp=137131201 oauth_nonce=7d8f3e4a")))
                .isEqualTo(
                        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D"
                                + "%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a"
                                + "%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7");
    }

    /**
     * RFC 5849 §1.2 (without a version, which it leaves out), OAuth Core 1.0 Appendix A.5, and the example of X's documentation
     * "Creating a signature".
     */
    @ParameterizedTest
    @CsvSource(delimiter = ';', nullValues = "-", textBlock = """
                    POST;https;photos.example.net;/initiate;-;kd94hf93k423kf44;'';oauth_consumer_key=dpf43f3p2l4k3l03 oauth_signature_method=HMAC-SHA1 oauth_timestamp=137131200 oauth_nonce=wIjqoS oauth_callback=http://printer.example.com/ready;74KNZJeDHnMBp0EMJ9ZHt/XKycU=
                    POST;https;photos.example.net;/token;-;kd94hf93k423kf44;hdhd0244k9j7ao03;oauth_consumer_key=dpf43f3p2l4k3l03 oauth_token=hh5s93j4hdidpola oauth_signature_method=HMAC-SHA1 oauth_timestamp=137131201 oauth_nonce=walatlh oauth_verifier=hfdp7dh39dks9884;gKgrFCywp7rO0OXSjdot/IHF7IU=
                    GET;http;photos.example.net;/photos?file=vacation.jpg&size=original;-;kd94hf93k423kf44;pfkkdhi9sl3r4s00;oauth_consumer_key=dpf43f3p2l4k3l03 oauth_token=nnch734d00sl2jdk oauth_signature_method=HMAC-SHA1 oauth_timestamp=137131202 oauth_nonce=chapoH;MdpQcU8iPSUjWoN/UDMsK2sui9I=
                    GET;http;photos.example.net;/photos?file=vacation.jpg&size=original;-;kd94hf93k423kf44;pfkkdhi9sl3r4s00;oauth_consumer_key=dpf43f3p2l4k3l03 oauth_token=nnch734d00sl2jdk oauth_signature_method=HMAC-SHA1 oauth_timestamp=1191242096 oauth_nonce=kllo9940pd9333jh oauth_version=1.0;tR3+Ty81lMeYAr/Fid0kMTYa/WM=
                    POST;https;api.twitter.com;/1.1/statuses/update.json?include_entities=true;status=Hello%20Ladies%20%2b%20Gentlemen%2c%20a%20signed%20OAuth%20request%21;kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw;LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE;oauth_consumer_key=xvz1evFS4wEEPTGEFPHBog oauth_nonce=kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg oauth_signature_method=HMAC-SHA1 oauth_timestamp=1318622958 oauth_token=370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb oauth_version=1.0;hCtSmYh+iHYCEqBWrE7C7hYmtUk=
                    """)
    void signaturesAreThoseThatArePublished(
            String method,
            String scheme,
            String host,
            String target,
            @Nullable String form,
            String consumerSecret,
            String tokenSecret,
            String protocol,
            String signature) {
        int port = scheme.equals("https") ? 443 : 80;
        UpstreamRequest request = request(scheme, host, port, method, target, form == null ? null : FORM, form);
        OAuth1Method hmac = OAuth1Method.of("HMAC-SHA1", SecretText.of(consumerSecret), SecretText.of(tokenSecret));

        assertThat(hmac.sign(OAuth1Signer.baseString(request, protocol(protocol))))
                .isEqualTo(signature);
    }

    @ParameterizedTest
    @CsvSource({
        "http, 80, /a, http%3A%2F%2Fexample.com%2Fa",
        "http, 8080, /a, http%3A%2F%2Fexample.com%3A8080%2Fa",
        "https, 443, /a%20b, https%3A%2F%2Fexample.com%2Fa%2520b",
        "https, 80, /?x=1, https%3A%2F%2Fexample.com%3A80%2F"
    })
    void theUriHasItsPortUnlessItIsTheSchemesOwn(String scheme, int port, String target, String uri) {
        assertThat(OAuth1Signer.baseString(
                        request(scheme, "example.com", port, "GET", target, null, null), new LinkedHashMap<>()))
                .startsWith("GET&" + uri + "&");
    }

    /** RFC 5849 §3.4.1.3.1: one part, of the type of forms. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "application/x-www-form-urlencoded | true | true",
                "Application/X-WWW-Form-Urlencoded;charset=utf-8 | true | true",
                "application/x-www-form-urlencoded-v2 | false | false",
                "multipart/form-data; boundary=x | false | false",
                "application/json | false | false",
                "- | true | false",
            })
    void onlyFormsAreHeldAndSigned(@Nullable String type, boolean held, boolean signed) {
        UpstreamRequest request = request("https", "example.com", 443, "PUT", "/", type, "secret=1");

        assertThat(signer("HMAC-SHA1", "").readsBody(request)).isEqualTo(held);
        assertThat(OAuth1Signer.baseString(request, new LinkedHashMap<>()).contains("secret%3D1"))
                .isEqualTo(signed);
    }

    @Test
    void theHeaderCarriesTheParametersWithATimeAndANonceOfItsOwn() {
        OAuth1Signer signer = signer("HMAC-SHA256", "12_SB1");
        UpstreamRequest request = request("https", "example.com", 443, "GET", "/", null, null);
        request.headers().add("Authorization", "a").add("authorization", "b");

        signer.sign(request);
        String first = request.headers().get("authorization");
        signer.sign(request);

        assertThat(request.headers().getAll("authorization"))
                .singleElement()
                .asString()
                .matches(
                        "OAuth realm=\"12_SB1\", oauth_consumer_key=\"ck\", oauth_token=\"t%26k\","
                                + " oauth_signature_method=\"HMAC-SHA256\", oauth_timestamp=\"1795428000\","
                                + " oauth_nonce=\"[0-9a-f]{32}\", oauth_version=\"1.0\", oauth_signature=\"[A-Za-z0-9%]{43,}%3D\"")
                .isNotEqualTo(first);
    }

    @Test
    void plaintextSendsTheSecretsEncodedTwiceAndNeedsNoBody() {
        OAuth1Signer signer = signer("PLAINTEXT", "");
        UpstreamRequest request = request("https", "example.com", 443, "POST", "/", FORM, null);

        signer.sign(request);

        assertThat(signer.readsBody(request)).isFalse();
        assertThat(request.headers().get("authorization"))
                .startsWith("OAuth oauth_consumer_key=\"ck\", ")
                .contains("oauth_signature_method=\"PLAINTEXT\"")
                .endsWith("oauth_signature=\"c%2526s%26t%252Bs\"");
    }

    @Test
    void nothingAboutAMethodShowsItsKey() {
        for (String name : new String[] {"HMAC-SHA1", "HMAC-SHA256", "PLAINTEXT"}) {
            OAuth1Method method = OAuth1Method.of(name, SecretText.of("c&s"), SecretText.of("t+s"));
            assertThat(new OAuth1Identity(SecretText.of("ck"), SecretText.of("tk"), method).toString())
                    .contains(name.replace("PLAINTEXT", "Plaintext"))
                    .doesNotContain("c%26s", "ck", "tk");
        }
    }

    private static OAuth1Signer signer(String method, String realm) {
        OAuth1Method made = OAuth1Method.of(method, SecretText.of("c&s"), SecretText.of("t+s"));
        OAuth1Identity identity = new OAuth1Identity(SecretText.of("ck"), SecretText.of("t&k"), made);
        Clock clock = Clock.fixed(Instant.parse("2026-11-23T10:00:00.9Z"), ZoneOffset.UTC);
        return new OAuth1Signer(identity, realm, clock, new Random(7));
    }

    private static Map<String, String> protocol(String text) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : text.split(" ")) {
            parameters.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return parameters;
    }

    private static UpstreamRequest request(
            String scheme,
            String host,
            int port,
            String method,
            String target,
            @Nullable String type,
            @Nullable String body) {
        DefaultHttpHeaders headers = new DefaultHttpHeaders();
        if (type != null) {
            headers.set("Content-Type", type);
        }
        byte[] bytes = body == null ? null : body.getBytes(UTF_8);
        return new UpstreamRequest(method, new UpstreamOrigin(scheme, host, port), target, headers, bytes);
    }
}
