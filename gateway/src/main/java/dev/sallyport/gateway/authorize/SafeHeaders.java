// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.authorize;

import org.springframework.web.reactive.function.server.ServerResponse.BodyBuilder;

/**
 * What every answer to a browser says here: nothing is kept, nothing of its address is told to others, nothing frames it. A frame
 * would let the page around it lay the provider's consent under its own buttons, and would keep the cookie from being sent.
 */
final class SafeHeaders {

    private SafeHeaders() {}

    static BodyBuilder on(BodyBuilder response) {
        return response.header("Sallyport-Source", "gateway")
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Frame-Options", "DENY")
                .header("X-Robots-Tag", "noindex");
    }
}
