// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.authorize;

import dev.sallyport.filters.authorize.Authorizations;
import dev.sallyport.filters.authorize.Authorizations.Started;
import dev.sallyport.filters.authorize.PublicUrl;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.util.MultiValueMap;

/**
 * The cookies that bind an authorization to its browser. {@code Lax}, because the way back is a navigation that the provider's
 * site begins; with the prefix {@code __Host-} over https, so that no neighbouring host can plant one.
 */
final class BrowserCookies {

    private static final String PREFIX = "__Host-";

    private final boolean secure;
    private final String path;

    BrowserCookies(PublicUrl publicUrl) {
        this.secure = publicUrl.isSecure();
        // The prefix demands the root.
        this.path = secure ? "/" : publicUrl.path() + Authorizations.CALLBACK;
    }

    ResponseCookie of(Started started) {
        return cookie(started.cookie(), started.secret().reveal(), started.ttl());
    }

    ResponseCookie expired(String name) {
        return cookie(name, "", Duration.ZERO);
    }

    @Nullable
    String valueIn(MultiValueMap<String, HttpCookie> cookies, String name) {
        HttpCookie cookie = cookies.getFirst(onTheWire(name));
        return cookie == null ? null : cookie.getValue();
    }

    private ResponseCookie cookie(String name, String value, Duration age) {
        return ResponseCookie.from(onTheWire(name), value)
                .httpOnly(true)
                .sameSite("Lax")
                .secure(secure)
                .path(path)
                .maxAge(age)
                .build();
    }

    private String onTheWire(String name) {
        return secure ? PREFIX + name : name;
    }
}
