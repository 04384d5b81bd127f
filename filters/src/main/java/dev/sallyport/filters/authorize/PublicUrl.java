// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize;

import dev.sallyport.filters.egress.BaseUrl;
import dev.sallyport.filters.egress.UpstreamOrigin;

/**
 * Where browsers reach this gateway. Comes from the configuration alone: a {@code Host} header is whatever its sender likes, and
 * a redirect URI made of it would hand authorization codes to a stranger.
 */
public final class PublicUrl {

    private final BaseUrl url;

    private PublicUrl(BaseUrl url) {
        this.url = url;
    }

    /**
     * @param text such as {@code https://gateway.example.com} or with a path; a slash at the end is dropped
     */
    public static PublicUrl of(String text) {
        String trimmed = text.strip().replaceFirst("/+$", "");
        return switch (BaseUrl.parse(trimmed)) {
            case BaseUrl.Valid(BaseUrl url) -> new PublicUrl(url);
            case BaseUrl.Invalid(String reason) ->
                throw new IllegalArgumentException(
                        "sallyport.public-url: " + reason + " (expected: https://host or https://host/path)");
        };
    }

    /**
     * @param path starting with a slash
     */
    public String at(String path) {
        return url + path;
    }

    /** As browsers write it in messages between windows: scheme, host, and the port where it is not the scheme's own. */
    public String origin() {
        UpstreamOrigin origin = url.origin();
        return origin.toString();
    }

    /** Whether cookies may be limited to encrypted connections. */
    public boolean isSecure() {
        return url.origin().secure();
    }

    /** Empty, or starts with a slash. */
    public String path() {
        return url.path();
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
