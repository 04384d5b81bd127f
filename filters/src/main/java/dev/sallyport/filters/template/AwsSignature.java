// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.crypto.Digests;
import dev.sallyport.filters.crypto.SignatureV4;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code awsSigV4} function: an AWS Signature Version 4 over {@code host}, {@code x-amz-date} and, where there is one,
 * {@code content-type}. The provider sets {@code x-amz-date} itself from the same {@code now}.
 */
final class AwsSignature {

    static final List<String> VARIABLES =
            List.of("now", "method", "path", "urlCanonicalParams", "bodyCanonicalParams", "contentType");

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
        SignatureV4 signature = new SignatureV4(arguments[0], SecretText.of(arguments[1]), arguments[2], arguments[3]);
        String stamp = STAMP.format(time);
        String contentType = SignatureV4.canonicalValue(rendering.orEmpty("contentType"));
        String signedHeaders = contentType.isEmpty() ? "host;x-amz-date" : "content-type;host;x-amz-date";
        String request = method
                + '\n'
                + signature.canonicalPath(rendering.orEmpty("path"))
                + '\n'
                + rendering.orEmpty("urlCanonicalParams")
                + '\n'
                + canonicalHeaders(contentType, hostOf(arguments), stamp)
                + '\n'
                + signedHeaders
                + '\n'
                + Digests.sha256Hex(rendering.orEmpty("bodyCanonicalParams").getBytes(UTF_8));
        return signature.authorization(stamp, signedHeaders, request);
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

    private static String canonicalHeaders(String contentType, String host, String stamp) {
        String type = contentType.isEmpty() ? "" : "content-type:" + contentType + '\n';
        return type + "host:" + host + "\nx-amz-date:" + stamp + '\n';
    }
}
