// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import dev.sallyport.filters.door.RawTarget;
import dev.sallyport.filters.egress.BaseUrl;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import reactor.netty.http.server.HttpServerRequest;

/**
 * What the caller asks of the provider: the request target behind {@code /proxy}, byte for byte (reference §1.2).
 *
 * @param endpoint path without its leading slashes, raw
 * @param query with its leading question mark, raw; empty when there is none
 */
public record ProxyTarget(String endpoint, String query) {

    private static final String MOUNT = "/proxy";

    static ProxyTarget of(HttpServerRequest request) {
        return parse(RawTarget.of(request.uri(), request.requestHeaders()::get));
    }

    /**
     * Reads a target that starts with {@code /proxy}.
     *
     * @throws GatewayException {@code not_found} when it spells that otherwise, such as {@code /%70roxy} or
     *     {@code /proxy;a=b}: the route's predicate, which decodes, takes those for the same
     */
    public static ProxyTarget parse(String target) {
        int question = target.indexOf('?');
        int end = question < 0 ? target.length() : question;
        int start = MOUNT.length();
        if (!target.startsWith(MOUNT) || (start < end && target.charAt(start) != '/')) {
            throw new GatewayException(ErrorCode.NOT_FOUND, "There is nothing at this path");
        }
        while (start < end && target.charAt(start) == '/') {
            start++;
        }
        return new ProxyTarget(target.substring(start, end), target.substring(end));
    }

    /**
     * Path and query behind a base URL. An endpoint that spells out the base URL again means the same as one that does not
     * (reference §2.3).
     */
    public String behind(BaseUrl base) {
        String prefix =
                base.path().endsWith("/") ? base.path().substring(0, base.path().length() - 1) : base.path();
        String relative = endpoint.startsWith("http") ? withoutBase(base.origin() + prefix) : endpoint;
        if (relative.isEmpty()) {
            return (prefix.isEmpty() ? "/" : prefix) + query;
        }
        return prefix + "/" + relative + query;
    }

    private String withoutBase(String base) {
        if (!endpoint.startsWith(base)) {
            return endpoint;
        }
        int end = base.length();
        if (end < endpoint.length() && endpoint.charAt(end) != '/') {
            return endpoint;
        }
        while (end < endpoint.length() && endpoint.charAt(end) == '/') {
            end++;
        }
        return endpoint.substring(end);
    }

    /** Endpoint and query together. */
    public String whole() {
        return endpoint + query;
    }
}
