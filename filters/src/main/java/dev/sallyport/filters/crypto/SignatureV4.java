// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.crypto;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.credential.SecretText;
import java.util.HexFormat;
import java.util.Set;

/**
 * AWS Signature Version 4 as AWS documents it ("Create a signed AWS API request"): from the canonical request to the value
 * of {@code Authorization}.
 *
 * @param accessKeyId names the secret
 * @param secretKey the secret
 * @param region such as {@code us-east-1}
 * @param service such as {@code s3}
 */
public record SignatureV4(String accessKeyId, SecretText secretKey, String region, String service) {

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final Set<String> S3 = Set.of("s3", "s3-object-lambda", "s3-outposts");

    /**
     * @param stamp the time as in {@code x-amz-date}, {@code 20150830T123600Z}
     * @param signedHeaders names of the headers in the canonical request, joined by semicolons
     * @param canonicalRequest header values in it stand for the bytes of Latin-1, as they do on the wire
     */
    public String authorization(String stamp, String signedHeaders, String canonicalRequest) {
        String scope = stamp.substring(0, 8) + '/' + region + '/' + service + "/aws4_request";
        String hash = Digests.sha256Hex(canonicalRequest.getBytes(ISO_8859_1));
        String toSign = ALGORITHM + '\n' + stamp + '\n' + scope + '\n' + hash;
        String signature = HexFormat.of().formatHex(Digests.hmac("HmacSHA256", signingKey(scope), toSign));
        return ALGORITHM + " Credential=" + accessKeyId + '/' + scope + ", SignedHeaders=" + signedHeaders
                + ", Signature=" + signature;
    }

    /** Whether by the rules of S3, which differ for paths and bodies. */
    public boolean isForS3() {
        return S3.contains(service);
    }

    /** S3 signs the path as it is sent; every other service signs it without dots and double slashes and encoded once more. */
    public String canonicalPath(String path) {
        if (isForS3()) {
            return path.isEmpty() ? "/" : path;
        }
        return PercentEncoding.encode(normalized(path), "/");
    }

    /** Values without blanks around them and with single ones within, as AWS's test suite has it also between quotes. */
    public static String canonicalValue(String value) {
        StringBuilder out = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean blank = c == ' ' || c == '\t';
            if (!blank) {
                out.append(c);
            } else if (!out.isEmpty() && out.charAt(out.length() - 1) != ' ') {
                out.append(' ');
            }
        }
        boolean trailing = !out.isEmpty() && out.charAt(out.length() - 1) == ' ';
        return trailing ? out.substring(0, out.length() - 1) : out.toString();
    }

    private byte[] signingKey(String scope) {
        byte[] key = ("AWS4" + secretKey.reveal()).getBytes(UTF_8);
        int from = 0;
        while (from < scope.length()) {
            int slash = scope.indexOf('/', from);
            int end = slash < 0 ? scope.length() : slash;
            key = Digests.hmac("HmacSHA256", key, scope.substring(from, end));
            from = end + 1;
        }
        return key;
    }

    private static String normalized(String path) {
        StringBuilder out = new StringBuilder(path.length());
        int from = 0;
        while (from < path.length()) {
            int slash = path.indexOf('/', from);
            int end = slash < 0 ? path.length() : slash;
            appendSegment(out, path.substring(from, end));
            from = end + 1;
        }
        boolean open = path.endsWith("/") || path.endsWith("/.") || path.endsWith("/..");
        return out.isEmpty() || open ? out.append('/').toString() : out.toString();
    }

    private static void appendSegment(StringBuilder out, String segment) {
        if (segment.equals("..")) {
            out.setLength(Math.max(0, out.lastIndexOf("/")));
        } else if (!segment.isEmpty() && !segment.equals(".")) {
            out.append('/').append(segment);
        }
    }
}
