// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawUpstream.Received;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Checks signatures as a provider would: from the request that arrived, by nothing of the gateway's own code. */
final class Signatures {

    private Signatures() {}

    /** The parameters of an {@code Authorization} of OAuth 1.0, decoded; {@code realm} among them. */
    static Map<String, String> oauthParameters(Received request) {
        String header = single(request, "authorization");
        assertThat(header).startsWith("OAuth ");
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : header.substring(6).split(", ")) {
            int equals = pair.indexOf('=');
            parameters.put(pair.substring(0, equals), decode(pair.substring(equals + 2, pair.length() - 1)));
        }
        return parameters;
    }

    /** RFC 5849 §3.2. */
    static void checkOAuth1(Received request, String consumerSecret, String tokenSecret) throws Exception {
        Map<String, String> protocol = oauthParameters(request);
        String signature = protocol.remove("oauth_signature");
        protocol.remove("realm");
        List<String> pairs = new ArrayList<>();
        protocol.forEach((name, value) -> pairs.add(encode(name) + "=" + encode(value)));
        addForm(pairs, query(request));
        if (request.headers("content-type").contains("application/x-www-form-urlencoded")) {
            addForm(pairs, request.bodyText());
        }
        String base = request.method() + "&" + encode("http://" + single(request, "host") + path(request)) + "&"
                + encode(sorted(pairs));
        String key = encode(consumerSecret) + "&" + encode(tokenSecret);
        String algorithm = "Hmac"
                + protocol.get("oauth_signature_method").replace("HMAC-", "").replace("-", "");
        assertThat(signature)
                .as("signature of %s", base)
                .isEqualTo(Base64.getEncoder().encodeToString(hmac(algorithm, key.getBytes(UTF_8), base)));
    }

    /** What {@code SignedHeaders} names. */
    static List<String> signedHeaders(Received request) {
        return List.of(part(single(request, "authorization"), "SignedHeaders=").split(";"));
    }

    /** As AWS documents it; for any service but S3. */
    static void checkAws(Received request, String secret) throws Exception {
        String header = single(request, "authorization");
        String scope = part(header, "Credential=").replaceFirst("[^/]+/", "");
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(request.body()));
        assertThat(request.headers("x-amz-content-sha256")).containsExactly(hash);
        String headers = signedHeaders(request).stream()
                .map(name ->
                        name + ":" + String.join(",", request.headers(name)).replaceAll(" +", " ") + "\n")
                .collect(Collectors.joining());
        List<String> pairs = new ArrayList<>();
        addForm(pairs, query(request));
        String path = encode(path(request)).replace("%2F", "/");
        String canonical =
                String.join("\n", request.method(), path, sorted(pairs), headers, part(header, "SignedHeaders="), hash);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(ISO_8859_1));
        String toSign = String.join(
                "\n",
                "AWS4-HMAC-SHA256",
                single(request, "x-amz-date"),
                scope,
                HexFormat.of().formatHex(digest));
        byte[] key = ("AWS4" + secret).getBytes(UTF_8);
        for (String step : scope.split("/")) {
            key = hmac("HmacSHA256", key, step);
        }
        assertThat(part(header, "Signature="))
                .as("signature of %s", canonical)
                .isEqualTo(HexFormat.of().formatHex(hmac("HmacSHA256", key, toSign)));
    }

    static String single(Received request, String name) {
        assertThat(request.headers(name)).as(name + " in " + request.head()).hasSize(1);
        return request.headers(name).getFirst();
    }

    private static String part(String header, String name) {
        int start = header.indexOf(name) + name.length();
        int end = header.indexOf(',', start);
        return header.substring(start, end < 0 ? header.length() : end);
    }

    private static void addForm(List<String> pairs, String form) {
        for (String pair : form.split("&")) {
            if (!pair.isEmpty()) {
                String[] parts = pair.split("=", 2);
                pairs.add(encode(decode(parts[0])) + "=" + (parts.length == 1 ? "" : encode(decode(parts[1]))));
            }
        }
    }

    private static String sorted(List<String> pairs) {
        String[] all = pairs.toArray(String[]::new);
        // A name must not be told from a longer one by the equals sign, which sorts above some characters of names.
        Arrays.sort(all, (a, b) -> Arrays.compare(a.split("=", 2), b.split("=", 2)));
        return String.join("&", all);
    }

    private static String path(Received request) {
        return request.target().replaceFirst("\\?.*", "");
    }

    private static String query(Received request) {
        int question = request.target().indexOf('?');
        return question < 0 ? "" : request.target().substring(question + 1);
    }

    private static byte[] hmac(String algorithm, byte[] key, String text) throws Exception {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key, algorithm));
        return mac.doFinal(text.getBytes(UTF_8));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, UTF_8);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
