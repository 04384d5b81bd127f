// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;

/** What all endpoints share: bodies, content types, queries, unknown paths and methods. */
class RequestsTest {

    private static final String OPEN = "{\"provider\":\"open\",\"unique_key\":\"o\"}";

    private final ControlPlane plane = new ControlPlane();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{'canary':1,'canary':2}",
                "{'a':'canary\u0001'}",
                "{} {}",
                "{'a':NaN}",
                "{a:1}",
                "{'a':1,}",
                "canary"
            })
    void brokenJsonIsRefusedWithoutShowingIt(String body) {
        Reply reply = plane.post("/integrations", body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("invalid_json");
        assertThat(reply.body()).doesNotContain("canary");
    }

    @Test
    void brokenUtf8IsNoJson() {
        assertThat(post(new byte[] {'"', (byte) 0xc3, '"'}, "application/json").code())
                .isEqualTo("invalid_json");
    }

    @Test
    void nestingIsBounded() {
        String body = "{'metadata':" + "[".repeat(100) + "]".repeat(100) + "}";

        assertThat(plane.post("/connections", body).code()).isEqualTo("invalid_json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "1", "'x'", "true"})
    void jsonThatIsNoObjectIsAnInvalidBody(String body) {
        Reply reply = plane.post("/integrations", body);

        assertThat(reply.code()).isEqualTo("invalid_body");
        assertThat(reply.problem()).isEqualTo("invalid_type []");
    }

    @Test
    void anEmptyBodyNamesWhatIsMissing() {
        assertThat(plane.post("/integrations", null).problem()).isEqualTo("invalid_type [provider]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json                  | 200",
                "application/json; charset=UTF-8   | 200",
                "Application/JSON                  | 200",
                "application/vnd.api+json          | 200",
                "application/json; charset=latin1  | 415",
                "text/plain                        | 415",
                "application/x-www-form-urlencoded | 415",
                "multipart/form-data; boundary=x   | 415",
                "                                  | 415",
            })
    void onlyJsonIsRead(String contentType, int status) {
        assertThat(post(OPEN.getBytes(UTF_8), contentType).status()).isEqualTo(status);
    }

    @Test
    void compressedBodiesAreNotRead() {
        Reply reply = plane.exchange(HttpMethod.POST, "/integrations", OPEN.getBytes(UTF_8), headers -> {
            headers.setBearerAuth(ControlPlane.ROOT);
            headers.set("Content-Type", "application/json");
            headers.set("Content-Encoding", "gzip");
        });

        assertThat(reply.code()).isEqualTo("invalid_content_type");
    }

    @Test
    void tenMebibytesAreReadAndNotAByteMore() {
        byte[] fits = padded(10 * 1024 * 1024);
        byte[] tooLarge = padded(10 * 1024 * 1024 + 1);

        assertThat(post(fits, "application/json").status()).isEqualTo(200);
        Reply refused = post(tooLarge, "application/json");
        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.code()).isEqualTo("body_too_large");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /integrations?a=1",
        "POST, /integrations?a=",
        "PATCH, /integrations/x?a",
        "DELETE, /integrations/x?a=1",
        "POST, /connections?a=1",
        "POST, /connections/metadata?a=1",
        "PATCH, /connections/metadata?a=1",
        "DELETE, /connections/x?provider_config_key=k&a=1",
        "GET, /providers?a=1",
        "GET, /providers/github?a=1",
        "GET, /api-keys?a=1",
        "POST, /api-keys?a=1",
        "DELETE, /api-keys/x?a=1",
        "GET, /integrations/x?include=everything",
    })
    void unknownQueryParametersAreRefused(String method, String uri) {
        Reply reply = plane.call(ControlPlane.ROOT, HttpMethod.valueOf(method), uri, null);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("invalid_query_params");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/sync/trigger", "/action/trigger", "/records", "/functions", "/integrations/a/b", "/x"})
    void whatIsOutOfScopeIsNotFound(String path) {
        Reply reply = plane.get(path);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.code()).isEqualTo("not_found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT    | /integrations         | GET, HEAD, POST",
                "POST   | /integrations/x       | DELETE, GET, HEAD, PATCH",
                "DELETE | /connections          | GET, HEAD, POST",
                "PUT    | /connections/x        | DELETE, GET, HEAD, PATCH",
                "PUT    | /connections/metadata | PATCH, POST",
                "POST   | /providers            | GET, HEAD",
                "OPTIONS| /api-keys             | GET, HEAD, POST",
                "POST   | /api/quota            | GET, HEAD",
                "POST   | /openapi.yaml         | GET, HEAD",
            })
    void aKnownPathNamesTheMethodsItTakes(String method, String path, String allowed) {
        Reply reply = plane.call(ControlPlane.ROOT, HttpMethod.valueOf(method), path, null);

        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.code()).isEqualTo("method_not_allowed");
        assertThat(reply.headers().getFirst("Allow")).isEqualTo(allowed);
    }

    @Test
    void theProxyIsLeftToItsOwnRoutes() {
        assertThat(plane.exchange(HttpMethod.GET, "/proxy/x", null, _ -> {}).body())
                .doesNotContain("not_found");
        assertThat(plane.get("/proxyx").code()).isEqualTo("not_found");
    }

    @Test
    void theDocumentNeedsNoKey() {
        Reply reply = plane.exchange(HttpMethod.GET, "/openapi.yaml", null, _ -> {});

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers().getContentType()).hasToString("application/yaml");
        assertThat(reply.body()).startsWith("# SPDX").contains("openapi: 3.1");
    }

    private Reply post(byte[] body, String contentType) {
        return plane.exchange(HttpMethod.POST, "/integrations", body, headers -> {
            headers.setBearerAuth(ControlPlane.ROOT);
            if (contentType != null) {
                headers.set("Content-Type", contentType);
            }
        });
    }

    private static byte[] padded(int size) {
        return (OPEN + " ".repeat(size - OPEN.length())).getBytes(UTF_8);
    }
}
