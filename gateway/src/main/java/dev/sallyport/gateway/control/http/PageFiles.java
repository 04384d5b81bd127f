// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.http;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The files of a page, which are public: who the visitor is, only its script knows. Read once, so no request reaches the disk. */
public final class PageFiles {

    /** To be asked for again each time: an old script must not meet a new gateway. */
    private static final String ASK_AGAIN = "no-cache";

    private static final Map<String, MediaType> TYPES = Map.of(
            "html", new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8),
            "css", MediaType.parseMediaType("text/css;charset=UTF-8"),
            "js", MediaType.parseMediaType("text/javascript;charset=UTF-8"),
            "svg", MediaType.parseMediaType("image/svg+xml"));

    private final Map<String, PageFile> files;
    private final String policy;

    private PageFiles(Map<String, PageFile> files, String policy) {
        this.files = files;
        this.policy = policy;
    }

    /**
     * @param folder on the class path; what lies below it, and what has a type that no page needs, is not served
     * @param policy value of {@code Content-Security-Policy}
     */
    public static PageFiles of(String folder, String policy) {
        Map<String, PageFile> files = new LinkedHashMap<>();
        try {
            for (Resource file :
                    new PathMatchingResourcePatternResolver().getResources("classpath*:" + folder + "/*")) {
                String name = Objects.requireNonNullElse(file.getFilename(), "");
                MediaType type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
                if (type != null && !files.containsKey(name)) {
                    byte[] content = file.getContentAsByteArray();
                    files.put(name, new PageFile(content, tag(content), type));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new PageFiles(files, policy);
    }

    /** A file at a path of its own. */
    public Endpoint at(String path, String name) {
        return new Endpoint(HttpMethod.GET, path, _ -> file(name));
    }

    /** Fails with {@code not_found} where there is none of this name. */
    public Mono<ServerResponse> file(String name) {
        return answer(name, ASK_AGAIN);
    }

    /** As {@link #file}, but for what must not be kept at all. */
    public Mono<ServerResponse> unkept(String name) {
        return answer(name, "no-store");
    }

    private Mono<ServerResponse> answer(String name, String caching) {
        PageFile file = files.get(name);
        return file == null
                ? Mono.error(new GatewayException(ErrorCode.NOT_FOUND, "There is nothing at this path"))
                : answer(file, caching);
    }

    private Mono<ServerResponse> answer(PageFile file, String caching) {
        ServerResponse.BodyBuilder response = SafeHeaders.on(ServerResponse.ok(), caching)
                .contentType(file.type)
                .header("Content-Security-Policy", policy)
                .header("Cross-Origin-Resource-Policy", "same-origin");
        return (caching.equals(ASK_AGAIN) ? response.eTag(file.tag) : response).bodyValue(file.content);
    }

    private static String tag(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(digest, 0, 16) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private static final class PageFile {

        private final byte[] content;
        private final String tag;
        private final MediaType type;

        PageFile(byte[] content, String tag, MediaType type) {
            this.content = content;
            this.tag = tag;
            this.type = type;
        }
    }
}
