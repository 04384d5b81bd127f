// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.settings;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where browsers reach this gateway. Links are made of it and never of a request's {@code Host}, which whoever asks decides.
 *
 * @param base without a slash at the end
 */
public record PublicUrl(String base) {

    public PublicUrl {
        base = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        if (!isUsable(base)) {
            // A name and password before the host would be a secret.
            String shown = base.contains("@") ? "not usable" : base;
            throw new IllegalArgumentException("sallyport.public-url: " + shown
                    + " (expected: http:// or https://, a host, no query, no fragment)");
        }
    }

    /** @param path with a slash in front */
    public String at(String path) {
        return base + path;
    }

    private static boolean isUsable(String text) {
        try {
            URI uri = new URI(text);
            return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
