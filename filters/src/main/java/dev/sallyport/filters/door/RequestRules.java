// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

import dev.sallyport.filters.error.ErrorCode;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a well-formed request must also keep to: method, target form, host, framing and expectation. */
final class RequestRules {

    private static final Refusal BAD_FRAMING = Refusal.invalidRequest("request framing: malformed or ambiguous");
    private static final Refusal BAD_BODY = Refusal.invalidRequest("request body: malformed chunk");
    private static final Refusal TRAILERS_TOO_LARGE =
            new Refusal(ErrorCode.HEADERS_TOO_LARGE, "trailers: too large (expected: <= the limit of headers)");
    private static final Refusal METHOD =
            new Refusal(ErrorCode.METHOD_NOT_ALLOWED, "method: CONNECT and TRACE are not served");
    private static final Refusal TARGET_FORM =
            Refusal.invalidRequest("request target: not in origin form (expected: a path that starts with /)");
    private static final Refusal NO_HOST = Refusal.invalidRequest("Host: missing (expected: exactly one)");
    private static final Refusal MANY_HOSTS = Refusal.invalidRequest("Host: several (expected: exactly one)");
    private static final Refusal BAD_HOST = Refusal.invalidRequest("Host: malformed (expected: name or address, port)");
    private static final Refusal TRANSFER_ENCODING =
            new Refusal(ErrorCode.NOT_IMPLEMENTED, "Transfer-Encoding: unknown coding (expected: chunked)");
    private static final Refusal EXPECTATION =
            new Refusal(ErrorCode.EXPECTATION_FAILED, "Expect: unknown expectation (expected: 100-continue)");

    private RequestRules() {}

    /**
     * Checks a request, and rewrites its URI where Java could not read it; null means welcome.
     *
     * @param headerLines as many as came: in HTTP/1.0 Netty silently keeps one of several Content-Length headers
     */
    static @Nullable Refusal admit(HttpRequest request, int headerLines) {
        if (HttpMethod.CONNECT.equals(request.method()) || HttpMethod.TRACE.equals(request.method())) {
            return METHOD;
        }
        HttpHeaders headers = request.headers();
        Refusal refusal = checkTransferEncoding(headers);
        if (refusal != null) {
            return refusal;
        }
        if (request.decoderResult().isFailure() || headers.size() != headerLines) {
            return BAD_FRAMING;
        }
        refusal = checkHost(headers, request.protocolVersion());
        if (refusal != null) {
            return refusal;
        }
        String expectation = headers.get(HttpHeaderNames.EXPECT);
        if (expectation != null && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expectation)) {
            return EXPECTATION;
        }
        return admitTarget(request);
    }

    /** @param failure what Netty's parser says of a chunk, its size line or the trailers */
    static Refusal malformedBody(Throwable failure) {
        boolean tooLarge = failure instanceof TooLongHttpHeaderException || failure instanceof TooLongFrameException;
        return tooLarge ? TRAILERS_TOO_LARGE : BAD_BODY;
    }

    private static @Nullable Refusal checkTransferEncoding(HttpHeaders headers) {
        if (!headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            return null;
        }
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        boolean chunked = codings.size() == 1 && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.getFirst());
        return chunked ? null : TRANSFER_ENCODING;
    }

    private static @Nullable Refusal checkHost(HttpHeaders headers, HttpVersion version) {
        Iterator<String> hosts = headers.valueStringIterator(HttpHeaderNames.HOST);
        if (!hosts.hasNext()) {
            // Only HTTP/1.0 clients may leave it out (RFC 9112 §3.2).
            return version.equals(HttpVersion.HTTP_1_0) ? null : NO_HOST;
        }
        boolean valid = HostSyntax.isValid(hosts.next());
        if (hosts.hasNext()) {
            return MANY_HOSTS;
        }
        return valid ? null : BAD_HOST;
    }

    private static @Nullable Refusal admitTarget(HttpRequest request) {
        String target = request.uri();
        if (target.isEmpty() || target.charAt(0) != '/') {
            return TARGET_FORM;
        }
        // A caller must not be able to speak for the door, and no protocol but HTTP/1.x is spoken here: without the
        // header nothing behind the door starts a handshake.
        request.headers().remove(RawTarget.HEADER).remove(HttpHeaderNames.UPGRADE);
        return switch (RequestTarget.check(target)) {
            case RequestTarget.Accepted() -> null;
            case RequestTarget.Refused(String reason) -> Refusal.invalidPath(reason);
            case RequestTarget.Encoded(String uri) -> {
                request.setUri(uri);
                request.headers().set(RawTarget.HEADER, target);
                yield null;
            }
        };
    }
}
