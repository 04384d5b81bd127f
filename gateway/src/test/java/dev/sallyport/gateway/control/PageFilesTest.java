// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.gateway.control.activity.ActivityFiles;
import dev.sallyport.gateway.control.http.Routes;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;

/** With the files of the connect page in place of the activity page's own. */
class PageFilesTest {

    private final WebTestClient client = WebTestClient.bindToRouterFunction(
                    Routes.of(ActivityFiles.endpoints("connect")))
            .handlerStrategies(ControlPlane.strategies())
            .build();

    @ParameterizedTest
    @ValueSource(strings = {"/activity", "/activity/connections", "/activity/quotas"})
    void allPagesAreTheSameDocumentWhichIsNotKept(String path) {
        var document = get(path);

        assertThat(document.getStatus().value()).isEqualTo(200);
        assertThat(new String(document.getResponseBodyContent())).startsWith("<!doctype html>");
        assertThat(header(document, "Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(header(document, "Cache-Control")).isEqualTo("no-store");
        assertThat(header(document, "Content-Security-Policy"))
                .isEqualTo("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                        + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                        + " require-trusted-types-for 'script'; trusted-types 'none'");
        assertThat(header(document, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(document, "Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(header(document, "X-Frame-Options")).isEqualTo("DENY");
    }

    @ParameterizedTest
    @CsvSource({"page.js, text/javascript;charset=UTF-8", "page.css, text/css;charset=UTF-8", "icon.svg, image/svg+xml"
    })
    void aFileIsAskedForAgainAndComesOnceOnly(String name, String type) {
        var first = get("/activity/" + name);
        String tag = header(first, "ETag");

        var second = client.get()
                .uri("/activity/" + name)
                .header("If-None-Match", tag)
                .exchange()
                .expectBody()
                .returnResult();

        assertThat(header(first, "Content-Type")).isEqualTo(type);
        assertThat(header(first, "Cache-Control")).isEqualTo("no-cache");
        assertThat(header(first, "Content-Security-Policy")).startsWith("default-src 'none'");
        assertThat(tag).matches("\"[0-9a-f]{32}\"");
        assertThat(second.getStatus().value()).isEqualTo(304);
        assertThat(second.getResponseBodyContent()).isNullOrEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/activity/nothing.js", "/activity/..%2Fopenapi.yaml", "/activity/a/b", "/activity/records"})
    void whatIsNoFileIsNotFound(String path) {
        assertThat(get(path).getStatus().value()).isEqualTo(404);
    }

    @Test
    void otherMethodsAreRefused() {
        var refused = client.post().uri("/activity").exchange().expectBody().returnResult();

        assertThat(refused.getStatus().value()).isEqualTo(405);
        assertThat(refused.getResponseHeaders().get("Allow")).isEqualTo(List.of("GET, HEAD"));
    }

    private EntityExchangeResult<byte[]> get(String path) {
        return client.get().uri(URI.create(path)).exchange().expectBody().returnResult();
    }

    private static String header(EntityExchangeResult<byte[]> result, String name) {
        return result.getResponseHeaders().getFirst(name);
    }
}
