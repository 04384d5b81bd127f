// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.http;

import org.springframework.web.reactive.function.server.ServerResponse.BodyBuilder;

/**
 * What every answer to a browser says here: nothing is kept, nothing of its address is told to others, nothing frames it. A frame
 * would let the page around it lay the provider's consent under its own buttons, and would keep the cookie from being sent.
 */
public final class SafeHeaders {

    private SafeHeaders() {}

    public static BodyBuilder on(BodyBuilder response) {
        return on(response, "no-store");
    }

    /** @param caching value of {@code Cache-Control}, where something may be kept */
    static BodyBuilder on(BodyBuilder response, String caching) {
        return response.header("Sallyport-Source", "gateway")
                .header("Cache-Control", caching)
                .header("Referrer-Policy", "no-referrer")
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Frame-Options", "DENY")
                .header("X-Robots-Tag", "noindex");
    }
}
