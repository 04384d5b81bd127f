// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Which of the upstream's headers reach the caller (contract §3). */
final class ResponseHeaders {

    private static final HttpHeaders REMOVED = names(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "alt-svc",
            "strict-transport-security");

    private ResponseHeaders() {}

    static void copy(HttpHeaders upstream, HttpHeaders caller, boolean setCookie) {
        List<CharSequence> listed = listedByConnection(upstream);
        for (Iterator<Map.Entry<CharSequence, CharSequence>> it = upstream.iteratorCharSequence(); it.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> header = it.next();
            CharSequence name = header.getKey();
            if (isRelayed(name, setCookie) && !AsciiString.containsContentEqualsIgnoreCase(listed, name)) {
                caller.add(name, header.getValue());
            }
        }
    }

    /** Whether a header, or a trailer, of this name reaches the caller at all. */
    static boolean isRelayed(CharSequence name, boolean setCookie) {
        return !REMOVED.contains(name)
                && !startsWith(name, "access-control-")
                && !startsWith(name, "sallyport-")
                && (setCookie || !AsciiString.contentEqualsIgnoreCase(name, HttpHeaderNames.SET_COOKIE));
    }

    private static List<CharSequence> listedByConnection(HttpHeaders headers) {
        if (!headers.contains(HttpHeaderNames.CONNECTION)) {
            return List.of();
        }
        String joined = String.join(",", headers.getAll(HttpHeaderNames.CONNECTION));
        if (AsciiString.contentEqualsIgnoreCase(joined, "keep-alive")) {
            return List.of();
        }
        return Arrays.stream(joined.split(",", -1))
                .<CharSequence>map(String::strip)
                .filter(name -> !AsciiString.contentEqualsIgnoreCase(name, HttpHeaderNames.CONTENT_LENGTH))
                .toList();
    }

    private static boolean startsWith(CharSequence name, String prefix) {
        return name.length() >= prefix.length() && AsciiString.regionMatches(name, true, 0, prefix, 0, prefix.length());
    }

    private static HttpHeaders names(String... names) {
        HttpHeaders headers = new DefaultHttpHeaders();
        for (String name : names) {
            headers.add(name, "");
        }
        return headers;
    }
}
