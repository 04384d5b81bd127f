// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code awsSigV4} function: an AWS Signature Version 4 over {@code host}, {@code x-amz-date} and, where there is one,
 * {@code content-type}. The provider sets {@code x-amz-date} itself from the same {@code now}.
 */
final class AwsSignature {

    static final List<String> VARIABLES =
            List.of("now", "method", "path", "urlCanonicalParams", "bodyCanonicalParams", "contentType");

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final TimeFormat STAMP = TimeFormat.compile("YYYYMMDDTHHmmss[Z]");

    private AwsSignature() {}

    /**
     * @param arguments access key id, secret, region, service and, optionally, host
     * @return null when one of the first four is empty, or method or time is missing
     */
    static @Nullable String authorization(String[] arguments, Rendering rendering) {
        OffsetDateTime time = rendering.time();
        String method = rendering.need("method");
        if (time == null || method == null || anyEmpty(arguments)) {
            return null;
        }
        String service = arguments[3];
        String stamp = STAMP.format(time);
        String scope = stamp.substring(0, 8) + '/' + arguments[2] + '/' + service + "/aws4_request";
        String contentType = rendering.orEmpty("contentType").strip();
        String signedHeaders = contentType.isEmpty() ? "host;x-amz-date" : "content-type;host;x-amz-date";
        String request = method
                + '\n'
                + canonicalPath(rendering.orEmpty("path"), service)
                + '\n'
                + rendering.orEmpty("urlCanonicalParams")
                + '\n'
                + canonicalHeaders(contentType, hostOf(arguments), stamp)
                + '\n'
                + signedHeaders
                + '\n'
                + sha256Hex(rendering.orEmpty("bodyCanonicalParams"));
        String toSign = ALGORITHM + '\n' + stamp + '\n' + scope + '\n' + sha256Hex(request);
        String signature =
                HexFormat.of().formatHex(Digests.hmac("HmacSHA256", signingKey(arguments[1], scope), toSign));
        return ALGORITHM + " Credential=" + arguments[0] + '/' + scope + ", SignedHeaders=" + signedHeaders
                + ", Signature=" + signature;
    }

    private static boolean anyEmpty(String[] arguments) {
        for (int i = 0; i < 4; i++) {
            if (arguments[i].isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static String hostOf(String[] arguments) {
        return arguments.length == 5 && !arguments[4].isEmpty() ? arguments[4] : arguments[3] + ".amazonaws.com";
    }

    /** S3 signs the path as it is sent; every other service signs it encoded once more. */
    static String canonicalPath(String path, String service) {
        if (path.isEmpty()) {
            return "/";
        }
        return service.equals("s3") ? path : PercentEncoding.encode(path, "/");
    }

    private static String canonicalHeaders(String contentType, String host, String stamp) {
        String type = contentType.isEmpty() ? "" : "content-type:" + contentType.replaceAll(" +", " ") + '\n';
        return type + "host:" + host + "\nx-amz-date:" + stamp + '\n';
    }

    private static byte[] signingKey(String secret, String scope) {
        byte[] key = ("AWS4" + secret).getBytes(UTF_8);
        for (String part : scope.split("/", -1)) {
            key = Digests.hmac("HmacSHA256", key, part);
        }
        return key;
    }

    private static String sha256Hex(String text) {
        return HexFormat.of().formatHex(Digests.sha256(text.getBytes(UTF_8)));
    }
}
