// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.authorize;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.authorize.Authorizations.Finished;
import dev.sallyport.filters.authorize.PublicUrl;
import dev.sallyport.filters.authorize.flow.AuthorizationException;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.gateway.control.http.SafeHeaders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.util.HtmlUtils;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Says how an authorization ended, to the person in words and to the window that opened this one as a message. Only windows of
 * this gateway's own origin get the message. Style and script are the same for everyone, so their hashes are all the page may
 * run, and what differs is text and one attribute, both escaped.
 */
final class ResultPage {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)}}");
    private static final String STYLE = read("result.css");
    private static final String SCRIPT = read("result.js");
    private static final String TEMPLATE =
            read("result.html").replace("/*style*/", STYLE).replace("/*script*/", SCRIPT);
    private static final String POLICY = "default-src 'none'; style-src '" + hash(STYLE) + "'; script-src '"
            + hash(SCRIPT) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final String origin;
    private final String connectPage;

    /** @param publicUrl whose windows may learn of the result, and where the connect page is */
    ResultPage(PublicUrl publicUrl) {
        this.origin = publicUrl.origin();
        this.connectPage = publicUrl.at("/connect");
    }

    Mono<ServerResponse> succeeded(Finished finished) {
        ConnectionKey key = finished.connection().key();
        Map<String, Object> message = message("connected");
        message.put("integration", key.integration());
        message.put("connection_id", key.connectionId());
        String text = finished.providerName()
                + (finished.created() ? " is connected." : " is connected again.")
                + " You can close this window.";
        return render(200, "Connected", text, message);
    }

    Mono<ServerResponse> failed(AuthorizationException error) {
        Map<String, Object> message = message("failed");
        if (error.integration() != null) {
            message.put("integration", error.integration());
        }
        message.put("error", Map.of("code", error.reason().wireName(), "message", error.getMessage()));
        return render(error.reason().status(), "Not connected", error.getMessage(), message);
    }

    Mono<ServerResponse> unavailable() {
        String text = "The gateway cannot reach its store at the moment. Try again in a minute.";
        Map<String, Object> message = message("failed");
        message.put("error", Map.of("code", "store_unavailable", "message", text));
        return render(503, "Not connected", text, message);
    }

    private static Map<String, Object> message(String type) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("source", "sallyport");
        message.put("type", type);
        return message;
    }

    private Mono<ServerResponse> render(int status, String title, String text, Map<String, Object> message) {
        Map<String, String> values = Map.of(
                "title", title,
                "origin", origin,
                "connect", connectPage,
                "message", JSON.writeValueAsString(message),
                "text", text);
        // In one pass: values may quote a provider, and nothing in them may be taken for a placeholder.
        String html = PLACEHOLDER
                .matcher(TEMPLATE)
                .replaceAll(place -> Matcher.quoteReplacement(escaped(values.getOrDefault(place.group(1), ""))));
        ServerResponse.BodyBuilder response = SafeHeaders.on(ServerResponse.status(status))
                .header("Content-Security-Policy", POLICY)
                .contentType(new MediaType(MediaType.TEXT_HTML, UTF_8));
        return response.bodyValue(html.getBytes(UTF_8));
    }

    private static String escaped(String text) {
        return HtmlUtils.htmlEscape(text, UTF_8.name());
    }

    private static String read(String name) {
        try {
            return new ClassPathResource("authorize/" + name).getContentAsString(UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String source) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(source.getBytes(UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
