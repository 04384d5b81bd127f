// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;

class AccessTest {

    private final ControlPlane plane = new ControlPlane();

    @ParameterizedTest
    @CsvSource({
        "GET, /integrations, integrations:list",
        "POST, /integrations, integrations:create",
        "GET, /integrations/x, integrations:read",
        "PATCH, /integrations/x, integrations:update",
        "DELETE, /integrations/x, integrations:delete",
        "POST, /connections, connections:create",
        "PATCH, /connections/x, connections:update",
        "DELETE, /connections/x, connections:delete",
        "POST, /connections/metadata, connections:update",
        "PATCH, /connections/metadata, connections:update",
        "GET, /api-keys, api_keys:list",
        "POST, /api-keys, api_keys:create",
        "DELETE, /api-keys/x, api_keys:delete",
    })
    void anEndpointNeedsItsScopeAndNoOther(String method, String path, String scope) {
        String required = "environment:" + scope;
        String group = required.substring(0, required.lastIndexOf(':'));
        plane.caller("without", everythingBut(required), null, null);
        plane.caller("with", List.of(required), null, null);
        plane.caller("wild", List.of(group + ":*"), null, null);

        Reply refused = plane.call("without", HttpMethod.valueOf(method), path, null);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("forbidden");
        assertThat(refused.at("error.message")).isEqualTo("Insufficient scope. Required: " + required);
        assertThat(plane.call("with", HttpMethod.valueOf(method), path, null).status())
                .isIn(200, 400, 404);
        assertThat(plane.call("wild", HttpMethod.valueOf(method), path, null).status())
                .isIn(200, 400, 404);
    }

    @ParameterizedTest
    @CsvSource({
        "/connections, environment:connections:list, environment:connections:list_credentials",
        "/connections/x, environment:connections:read, environment:connections:read_credentials",
    })
    void readingConnectionsNeedsOneOfTwoScopes(String path, String one, String other) {
        plane.caller("one", List.of(one), null, null);
        plane.caller("other", List.of(other), null, null);
        plane.caller("none", List.of("environment:proxy"), null, null);

        assertThat(plane.call("one", HttpMethod.GET, path, null).status()).isNotEqualTo(403);
        assertThat(plane.call("other", HttpMethod.GET, path, null).status()).isNotEqualTo(403);
        assertThat(plane.call("none", HttpMethod.GET, path, null).status()).isEqualTo(403);
    }

    private static List<String> everythingBut(String scope) {
        return List.of(
                        "environment:integrations:list",
                        "environment:integrations:create",
                        "environment:integrations:read",
                        "environment:integrations:update",
                        "environment:integrations:delete",
                        "environment:connections:list",
                        "environment:connections:create",
                        "environment:connections:read",
                        "environment:connections:update",
                        "environment:connections:delete",
                        "environment:api_keys:list",
                        "environment:api_keys:create",
                        "environment:api_keys:delete",
                        "environment:proxy")
                .stream()
                .filter(other -> !other.equals(scope))
                .toList();
    }
}
