// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of the caller's headers reach the provider (contract §2): the end-to-end ones, and those under
 * {@code Nango-Proxy-}, which beat plain ones of the same name.
 */
final class ForwardedHeaders {

    private static final String EXPLICIT_PREFIX = "nango-proxy-";
    private static final String SDK_AGENT_PREFIX = "nango-node-client/";
    private static final String MULTIPART = "multipart/form-data";

    /** Belong to one hop, frame the message or name the host: never forwarded, not even explicitly. */
    private static final HttpHeaders NEVER = names(
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "expect",
            "host",
            "http2-settings");

    /** Meant for the gateway; forwarded only when the caller asks by {@code Nango-Proxy-}. */
    private static final HttpHeaders NOT_BY_ITSELF =
            names("authorization", "cookie", "forwarded", "x-real-ip", "via", "user-agent", "content-length");

    private static final HttpHeaders TRACE_CONTEXT = names("traceparent", "tracestate", "baggage", "sentry-trace");

    static {
        ControlHeader.names().forEach(name -> NOT_BY_ITSELF.add(name, ""));
    }

    private final HttpHeaders caller;
    private final HttpHeaders forwarded;
    private final String agent;
    private final boolean traceContext;

    private ForwardedHeaders(HttpHeaders caller, String agent, boolean traceContext) {
        this.caller = caller;
        this.agent = agent;
        this.traceContext = traceContext;
        this.forwarded = DefaultHttpHeadersFactory.headersFactory().newHeaders();
    }

    /**
     * @param agent the gateway's own {@code User-Agent}, sent where the caller has none of its own
     * @param traceContext whether the caller's trace context and baggage are forwarded
     * @return new headers, without {@code Host} and without framing
     */
    static HttpHeaders from(HttpHeaders caller, String agent, boolean traceContext) {
        ForwardedHeaders headers = new ForwardedHeaders(caller, agent, traceContext);
        boolean explicit = headers.copyPlain();
        headers.setUserAgent();
        if (explicit) {
            headers.setExplicit();
        }
        return headers.forwarded;
    }

    private boolean copyPlain() {
        List<CharSequence> listed = listedByConnection();
        boolean explicit = false;
        for (Iterator<Map.Entry<CharSequence, CharSequence>> it = caller.iteratorCharSequence(); it.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> header = it.next();
            CharSequence name = header.getKey();
            if (isExplicit(name)) {
                explicit = true;
            } else if (isForwarded(name) && !AsciiString.containsContentEqualsIgnoreCase(listed, name)) {
                forwarded.add(name, header.getValue());
            }
        }
        return explicit;
    }

    private boolean isForwarded(CharSequence name) {
        return !NEVER.contains(name)
                && !NOT_BY_ITSELF.contains(name)
                && (traceContext || !TRACE_CONTEXT.contains(name))
                && !startsWith(name, "x-forwarded-")
                && !startsWith(name, "proxy-")
                && !startsWith(name, "nango-")
                && !startsWith(name, "sallyport-");
    }

    private void setUserAgent() {
        String own = caller.get(HttpHeaderNames.USER_AGENT);
        boolean sdk = own != null && own.startsWith(SDK_AGENT_PREFIX);
        forwarded.set(HttpHeaderNames.USER_AGENT, own == null || sdk ? agent : own);
    }

    private void setExplicit() {
        for (Iterator<Map.Entry<CharSequence, CharSequence>> it = caller.iteratorCharSequence(); it.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> header = it.next();
            if (isExplicit(header.getKey())) {
                setExplicit(header.getKey().toString().substring(EXPLICIT_PREFIX.length()), header.getValue());
            }
        }
    }

    private void setExplicit(String givenName, CharSequence value) {
        String name = givenName.toLowerCase(Locale.ROOT);
        if (name.isEmpty() || name.equals("content-length") || NEVER.contains(name) || startsWith(name, "proxy-")) {
            return;
        }
        String plainType = forwarded.get(HttpHeaderNames.CONTENT_TYPE);
        if (name.equals("content-type") && isBareMultipart(value) && isMultipart(plainType)) {
            return; // the caller's own boundary is the one its body has
        }
        forwarded.set(name, value);
    }

    private static boolean isBareMultipart(CharSequence value) {
        return AsciiString.contentEqualsIgnoreCase(AsciiString.trim(value), MULTIPART);
    }

    private static boolean isMultipart(@Nullable String value) {
        return value != null && startsWith(value, MULTIPART);
    }

    private List<CharSequence> listedByConnection() {
        if (!caller.contains(HttpHeaderNames.CONNECTION)) {
            return List.of();
        }
        String joined = String.join(",", caller.getAll(HttpHeaderNames.CONNECTION));
        return Arrays.stream(joined.split(",", -1))
                .<CharSequence>map(String::strip)
                .toList();
    }

    private static boolean isExplicit(CharSequence name) {
        return startsWith(name, EXPLICIT_PREFIX);
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
