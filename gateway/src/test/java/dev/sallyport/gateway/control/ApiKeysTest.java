// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.access.KeyHash;
import dev.sallyport.filters.access.SecretKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;

class ApiKeysTest {

    private final ControlPlane plane = new ControlPlane();

    @Test
    void aNewKeyShowsItsSecretOnceAndIsStoredByHash() {
        Reply reply = plane.post(
                "/api-keys",
                "{'name':'ci','scopes':['environment:proxy'],'integrations':['b','a'],'connections':['c']}");

        assertThat(reply.status()).isEqualTo(201);
        String secret = (String) reply.at("data.secret");
        assertThat(SecretKey.looksValid(secret)).isTrue();
        assertThat(reply.at("data.scopes")).isEqualTo(List.of("environment:proxy"));
        assertThat(reply.at("data.integrations")).isEqualTo(List.of("a", "b"));
        assertThat(reply.at("data.connections")).isEqualTo(List.of("c"));
        assertThat(reply.at("data.created_at")).isEqualTo("2026-03-04T05:06:07.089Z");
        assertThat(plane.keys.findByHash(KeyHash.of(secret)).block(Duration.ofSeconds(5)))
                .satisfies(key -> {
                    assertThat(key.environment()).isEqualTo("dev");
                    assertThat(key.id()).isEqualTo(reply.at("data.id"));
                });
        Reply list = plane.get("/api-keys");
        assertThat(list.body()).doesNotContain(secret, "secret");
        assertThat(list.at("data.1.name")).isEqualTo("ci");
        assertThat(list.at("data.1.configured")).isEqualTo(false);
    }

    @Test
    void configuredKeysAreListedAndStay() {
        assertThat(plane.get("/api-keys").at("data.0")).isEqualTo(new Reply(0, """
                                {"id":"id-root","name":"root","scopes":["environment:*"],"integrations":null,"connections":null,
                                 "created_at":"2026-03-04T05:06:07.089Z","configured":true}""", null).json());

        Reply refused = plane.delete("/api-keys/id-root");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("invalid_request");
    }

    @Test
    void aRevokedKeyIsGone() {
        String id = (String) plane.post("/api-keys", "{'name':'ci','scopes':['environment:proxy']}")
                .at("data.id");

        Reply reply = plane.delete("/api-keys/" + id);

        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.body()).isEmpty();
        assertThat(plane.delete("/api-keys/" + id).code()).isEqualTo("not_found");
        assertThat((List<?>) plane.get("/api-keys").at("data")).hasSize(1);
    }

    @Test
    void aKeyCannotGiveMoreThanItHas() {
        plane.caller(
                "limited",
                List.of("environment:api_keys:*", "environment:connections:read"),
                List.of("a", "b"),
                List.of("c"));

        assertThat(limited("{'name':'n','scopes':['environment:connections:read','environment:proxy']}")
                        .problem())
                .isEqualTo("custom [scopes, 1]");
        assertThat(limited("{'name':'n','scopes':['environment:connections:*']}")
                        .problem())
                .isEqualTo("custom [scopes, 0]");
        assertThat(limited("{'name':'n','scopes':['environment:connections:read'],'integrations':['a','z']}")
                        .problem())
                .isEqualTo("custom [integrations, 1]");
        assertThat(limited("{'name':'n','scopes':['environment:connections:read'],'connections':['z']}")
                        .problem())
                .isEqualTo("custom [connections, 0]");

        Reply given = limited("{'name':'n','scopes':['environment:api_keys:list'],'integrations':[]}");
        assertThat(given.status()).isEqualTo(201);
        assertThat(given.at("data.integrations")).isEqualTo(List.of("a", "b"));
        assertThat(given.at("data.connections")).isEqualTo(List.of("c"));
    }

    @Test
    void keysThatSeeMoreAreHiddenFromOnesThatSeeLess() {
        plane.caller("limited", List.of("environment:*"), List.of("a"), null);
        String wide = (String) plane.post("/api-keys", "{'name':'w','scopes':['environment:proxy']}")
                .at("data.id");
        plane.post("/api-keys", "{'name':'same','scopes':['environment:proxy'],'integrations':['a']}");

        Reply list = plane.call("limited", HttpMethod.GET, "/api-keys", null);
        assertThat((List<?>) list.at("data")).hasSize(1);
        assertThat(list.at("data.0.name")).isEqualTo("same");
        assertThat(plane.call("limited", HttpMethod.DELETE, "/api-keys/" + wide, null)
                        .code())
                .isEqualTo("not_found");
    }

    @Test
    void keysOfAnotherEnvironmentAreNotThere() {
        plane.caller("other", "prod", List.of("environment:*"), null, null);
        String id = (String) plane.post("/api-keys", "{'name':'n','scopes':['environment:proxy']}")
                .at("data.id");

        assertThat(plane.call("other", HttpMethod.GET, "/api-keys", null).json())
                .isEqualTo(Map.of("data", List.of()));
        assertThat(plane.call("other", HttpMethod.DELETE, "/api-keys/" + id, null)
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | invalid_type [name]",
                "{'name':'n'} | invalid_type [scopes]",
                "{'name':'n','scopes':[]} | too_small [scopes]",
                "{'name':'n','scopes':['environment:prox']} | invalid_value [scopes, 0]",
                "{'name':'n','scopes':['*']} | invalid_value [scopes, 0]",
                "{'name':'n','scopes':['environment:proxy'],'secret':'mine'} | unrecognized_keys []",
                "{'name':'n','scopes':['environment:proxy'],'integrations':['a/b']} | invalid_format [integrations, 0]",
            })
    void aWrongBodyIsRefused(String body, String problem) {
        assertThat(plane.post("/api-keys", body).problem()).isEqualTo(problem);
    }

    private Reply limited(String body) {
        return plane.call("limited", HttpMethod.POST, "/api-keys", body);
    }
}
