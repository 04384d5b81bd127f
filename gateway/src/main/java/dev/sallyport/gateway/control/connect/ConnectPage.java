// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connect;

import dev.sallyport.gateway.control.http.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Serves the files of the page, which are public: who the visitor is, only its script knows. */
public final class ConnectPage {

    /**
     * Nothing from anywhere else, nothing inline, in nobody's frame; a form that the script does not handle goes nowhere. Strings
     * cannot become markup.
     */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'; trusted-types 'none'";

    private ConnectPage() {}

    public static List<Endpoint> endpoints() {
        return List.of(
                file("/connect", "page.html", new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8)),
                file("/connect/page.css", "page.css", MediaType.parseMediaType("text/css;charset=UTF-8")),
                script("page"),
                script("gateway"),
                script("view"),
                script("fields"),
                script("signin"),
                file("/connect/icon.svg", "icon.svg", MediaType.parseMediaType("image/svg+xml")));
    }

    private static Endpoint script(String name) {
        return file(
                "/connect/" + name + ".js", name + ".js", MediaType.parseMediaType("text/javascript;charset=UTF-8"));
    }

    private static Endpoint file(String path, String name, MediaType type) {
        byte[] content = read(name);
        String tag = tag(content);
        return new Endpoint(
                HttpMethod.GET,
                path,
                _ -> ServerResponse.ok()
                        .contentType(type)
                        .eTag(tag)
                        // To be asked for again each time: an old script must not meet a new gateway.
                        .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                        .header("Content-Security-Policy", POLICY)
                        .header("Referrer-Policy", "no-referrer")
                        .header("X-Content-Type-Options", "nosniff")
                        .header("X-Frame-Options", "DENY")
                        .header("Cross-Origin-Resource-Policy", "same-origin")
                        .header("Sallyport-Source", "gateway")
                        .bodyValue(content));
    }

    private static byte[] read(String name) {
        try {
            return new ClassPathResource("connect/" + name).getContentAsByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tag(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(digest, 0, 16) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
