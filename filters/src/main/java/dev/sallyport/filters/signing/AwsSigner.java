// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.signing;

import dev.sallyport.filters.call.UpstreamRequest;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.crypto.CanonicalParameters;
import dev.sallyport.filters.crypto.Digests;
import dev.sallyport.filters.crypto.SignatureV4;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Signs by AWS Signature Version 4 (docs/adr/0009). Signs every header but those that may change on the way. */
final class AwsSigner implements RequestSigner {

    private static final String DATE = "x-amz-date";
    private static final String TOKEN = "x-amz-security-token";
    private static final String CONTENT_HASH = "x-amz-content-sha256";
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    private static final String HASH_OF_NOTHING = Digests.sha256Hex(new byte[0]);

    /** Belong to a hop, or are rewritten by AWS's own load balancers; Authorization is what comes of it. */
    private static final Set<String> NOT_SIGNED = Set.of(
            "authorization",
            "connection",
            "content-length",
            "expect",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "x-amzn-trace-id");

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final AwsIdentity identity;
    private final Clock clock;

    AwsSigner(AwsIdentity identity, Clock clock) {
        this.identity = identity;
        this.clock = clock;
    }

    /** S3 alone takes bodies that nobody has hashed, and only where TLS protects them. */
    @Override
    public boolean readsBody(UpstreamRequest request) {
        return !mayLeaveBodyUnsigned(request);
    }

    @Override
    public void sign(UpstreamRequest request) {
        HttpHeaders headers = request.headers();
        String stamp = STAMP.format(clock.instant());
        String contentHash = contentHash(request);
        headers.set(DATE, stamp).set(CONTENT_HASH, contentHash);
        SecretText token = identity.sessionToken();
        if (token == null) {
            headers.remove(TOKEN);
        } else {
            headers.set(TOKEN, token.reveal());
        }
        headers.set(HttpHeaderNames.AUTHORIZATION, authorization(request, stamp, contentHash));
    }

    /** Over the headers as they are. */
    String authorization(UpstreamRequest request, String stamp, String contentHash) {
        Map<String, String> signed = signedHeaders(request);
        String names = String.join(";", signed.keySet());
        String canonical = canonicalRequest(request, signed, names, contentHash);
        return identity.signature().authorization(stamp, names, canonical);
    }

    private String canonicalRequest(
            UpstreamRequest request, Map<String, String> signed, String names, String contentHash) {
        int question = request.target().indexOf('?');
        String query = question < 0 ? "" : request.target().substring(question + 1);
        StringBuilder canonical = new StringBuilder(1024)
                .append(request.method())
                .append('\n')
                .append(identity.signature().canonicalPath(request.path()))
                .append('\n')
                .append(new CanonicalParameters().addForm(query).joined())
                .append('\n');
        signed.forEach((name, value) ->
                canonical.append(name).append(':').append(value).append('\n'));
        return canonical
                .append('\n')
                .append(names)
                .append('\n')
                .append(contentHash)
                .toString();
    }

    /** By name in lower case, sorted; of one that comes several times all values, in their order. */
    private static Map<String, String> signedHeaders(UpstreamRequest request) {
        Map<String, String> signed = new TreeMap<>();
        Iterator<Map.Entry<CharSequence, CharSequence>> headers =
                request.headers().iteratorCharSequence();
        while (headers.hasNext()) {
            Map.Entry<CharSequence, CharSequence> header = headers.next();
            String name = lowerCase(header.getKey());
            if (!NOT_SIGNED.contains(name)) {
                String value = SignatureV4.canonicalValue(header.getValue().toString());
                signed.merge(name, value, (first, next) -> first + ',' + next);
            }
        }
        signed.put("host", request.origin().authority());
        return signed;
    }

    private static String lowerCase(CharSequence name) {
        return name.toString().toLowerCase(Locale.ROOT);
    }

    private String contentHash(UpstreamRequest request) {
        byte[] body = request.body();
        if (body != null) {
            return Digests.sha256Hex(body);
        }
        return mayLeaveBodyUnsigned(request) ? UNSIGNED : HASH_OF_NOTHING;
    }

    private boolean mayLeaveBodyUnsigned(UpstreamRequest request) {
        return identity.signature().isForS3() && request.origin().secure();
    }
}
