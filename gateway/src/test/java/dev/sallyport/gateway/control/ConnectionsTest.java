// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;

class ConnectionsTest {

    private final ControlPlane plane = new ControlPlane();

    @BeforeEach
    void connections() {
        plane.post("/integrations", "{'provider':'open','unique_key':'open'}");
        plane.post("/integrations", "{'provider':'mcp','unique_key':'mcp'}");
        plane.post(
                "/connections",
                "{'provider_config_key':'open','connection_id':'one','credentials':{'type':'NONE'},'tags':{'team':'blue'}}");
        plane.post("/connections", """
                {'provider_config_key':'mcp','connection_id':'two','credentials':{'type':'OAUTH2','access_token':'access-canary',
                'refresh_token':'refresh-canary','raw':{'refresh_token':'refresh-canary','list':[{'refresh_token':'refresh-canary','n':null}]}},
                'end_user':{'id':'u2','email':'Ann@example.com','display_name':'Ann','organization':{'id':'org'}}}""");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "               | two,one",
                "connectionId=one | one",
                "connectionId=on  | -",
                "search=ON        | one",
                "search=ann@      | two",
                "endUserId=u2     | two",
                "endUserId=u      | -",
                "endUserOrganizationId=org | two",
                "integrationId=open,nope | one",
                "integrationId=mcp%2Copen | two,one",
                "tags%5Bteam%5D=blue | one",
                "tags[TEAM]=blue  | one",
                "tags[team]=red   | -",
                "tags[end_user_email]=Ann@example.com&tags[end_user_display_name]=Ann | two",
                "limit=1          | two",
                "limit=1&page=1   | one",
                "limit=1&page=2   | -",
            })
    void listsWhatTheQueryAsksForNewestFirst(String query, String ids) {
        Reply reply = plane.get("/connections" + (query == null ? "" : "?" + encoded(query)));

        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(((List<?>) reply.at("connections"))
                        .stream()
                                .map(c -> (String) ((Map<?, ?>) c).get("connection_id"))
                                .toList())
                .isEqualTo(ids == null ? List.of() : List.of(ids.split(",")));
    }

    @Test
    void aListedConnectionIsShort() {
        assertThat(plane.get("/connections?connectionId=one").at("connections.0"))
                .isEqualTo(new Reply(0, """
                        {"id":1,"connection_id":"one","provider_config_key":"open","provider":"open","errors":[],"end_user":null,
                         "tags":{"team":"blue"},"metadata":{},"created":"2026-03-04T05:06:07.089+00:00"}""", null).json());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=2001",
                "limit=x",
                "limit=1&limit=2",
                "page=-1",
                "unknown=1",
                "unknown[a]=1",
                "tags=x",
                "tags[1]=x",
                "connectionId=",
                "search[a]=b"
            })
    void aWrongQueryIsRefused(String query) {
        Reply reply = plane.get("/connections?" + encoded(query));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("invalid_query_params");
    }

    @Test
    void refreshTokensAreShownOnlyWhenAskedFor() {
        Reply plain = plane.get("/connections/two?provider_config_key=mcp&force_refresh=false&refresh_token=false"
                + "&refresh_github_app_jwt_token=false");
        assertThat(plain.status()).isEqualTo(200);
        assertThat(plain.at("credentials.access_token")).isEqualTo("access-canary");
        assertThat(plain.body())
                .doesNotContain("refresh-canary", "refresh_token")
                .contains("\"n\":null");

        Reply asked = plane.get("/connections/two?provider_config_key=mcp&refresh_token=true");
        assertThat(asked.at("credentials.refresh_token")).isEqualTo("refresh-canary");
        assertThat(asked.at("credentials.raw.refresh_token")).isEqualTo("refresh-canary");
    }

    @Test
    void withoutTheScopeCredentialsAreEmptyAndRefreshIsForbidden() {
        plane.caller("reader", List.of("environment:connections:read"), null, null);

        Reply reply = plane.call("reader", HttpMethod.GET, "/connections/two?provider_config_key=mcp", null);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.at("credentials")).isEqualTo(Map.of());
        for (String option : List.of("force_refresh", "refresh_token", "refresh_github_app_jwt_token")) {
            Reply refused = plane.call(
                    "reader", HttpMethod.GET, "/connections/two?provider_config_key=mcp&" + option + "=yes", null);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.at("error.message"))
                    .isEqualTo("Insufficient scope. Required: environment:connections:read_credentials");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "two?provider_config_key=nope, 404, unknown_provider_config",
        "none?provider_config_key=mcp, 404, not_found",
        "one?provider_config_key=mcp, 404, not_found",
        "two, 400, invalid_query_params",
        "two?provider_config_key=mcp&force_refresh=maybe, 400, invalid_query_params",
    })
    void whatCannotBeReadIsSaidPrecisely(String target, int status, String code) {
        Reply reply = plane.get("/connections/" + target);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.code()).isEqualTo(code);
    }

    @Test
    void anIdWithReservedCharactersIsFoundByItsEncodedForm() {
        plane.post(
                "/connections",
                "{'provider_config_key':'open','connection_id':'a/b;c d+e','credentials':{'type':'NONE'}}");

        Reply reply = plane.get("/connections/a%2Fb%3Bc%20d%2Be?provider_config_key=open");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.at("connection_id")).isEqualTo("a/b;c d+e");
    }

    @Test
    void patchDescribesTheConnectionAnew() {
        String target = "/connections/two?provider_config_key=mcp";

        Reply reply = plane.patch(
                target, "{'tags':{'New':'1'},'end_user':{'id':'u3'},'webhook_url_override':'https://h.example'}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json()).isEqualTo(Map.of("success", true));
        Reply now = plane.get(target);
        assertThat(now.at("tags")).isEqualTo(Map.of("new", "1"));
        assertThat(now.at("end_user.id")).isEqualTo("u3");
        assertThat(now.at("webhook_url_override")).isEqualTo("https://h.example");
        assertThat(now.at("credentials.access_token")).isEqualTo("access-canary");
        plane.patch(target, "{'webhook_url_override':null}");
        assertThat(plane.get(target).at("webhook_url_override")).isNull();
        assertThat(plane.get(target).at("end_user.id")).isEqualTo("u3");
    }

    @Test
    void patchOfSomethingWrongIsRefused() {
        assertThat(plane.patch("/connections/two?provider_config_key=mcp", "{'credentials':{}}")
                        .problem())
                .isEqualTo("unrecognized_keys []");
        assertThat(plane.patch("/connections/none?provider_config_key=mcp", "{}")
                        .code())
                .isEqualTo("not_found");
        assertThat(plane.patch("/connections/two?provider_config_key=none", "{}")
                        .code())
                .isEqualTo("unknown_provider_config");
        assertThat(plane.patch("/connections/two", "{}").code()).isEqualTo("invalid_query_params");
    }

    @Test
    void deletesOnceAndThenKnowsItNoMore() {
        String target = "/connections/two?provider_config_key=mcp";

        Reply reply = plane.delete(target);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json()).isEqualTo(Map.of("success", true));
        assertThat(plane.delete(target).status()).isEqualTo(404);
        assertThat(plane.delete(target).code()).isEqualTo("unknown_connection");
        assertThat(plane.get(target).code()).isEqualTo("not_found");
    }

    @Test
    void outsideAKeysListsNothingExists() {
        plane.caller("narrow", List.of("environment:*"), List.of("open"), List.of("one"));

        assertThat((List<?>) narrow(HttpMethod.GET, "/connections", null).at("connections"))
                .hasSize(1);
        assertThat((List<?>) narrow(HttpMethod.GET, "/integrations", null).at("data"))
                .hasSize(1);
        assertThat(narrow(HttpMethod.GET, "/integrations/mcp", null).code()).isEqualTo("not_found");
        assertThat(narrow(HttpMethod.PATCH, "/integrations/mcp", "{}").code()).isEqualTo("not_found");
        assertThat(narrow(HttpMethod.DELETE, "/integrations/mcp", null).code()).isEqualTo("not_found");
        assertThat(narrow(HttpMethod.POST, "/integrations", "{'provider':'open','unique_key':'mcp'}")
                        .code())
                .isEqualTo("not_found");
        assertThat(narrow(HttpMethod.PATCH, "/integrations/open", "{'unique_key':'mine'}")
                        .code())
                .isEqualTo("not_found");
        String two = "/connections/two?provider_config_key=mcp";
        assertThat(narrow(HttpMethod.GET, two, null).code()).isEqualTo("unknown_provider_config");
        assertThat(narrow(HttpMethod.PATCH, two, "{}").code()).isEqualTo("unknown_provider_config");
        assertThat(narrow(HttpMethod.DELETE, two, null).code()).isEqualTo("unknown_connection");
        assertThat(narrow(
                                HttpMethod.POST,
                                "/connections/metadata",
                                "{'provider_config_key':'mcp','connection_id':'two','metadata':{}}")
                        .code())
                .isEqualTo("unknown_connection");
        assertThat(narrow(HttpMethod.GET, "/connections/one?provider_config_key=open", null)
                        .status())
                .isEqualTo(200);
        assertThat(plane.get(two).status()).isEqualTo(200);
    }

    @Test
    void anotherEnvironmentsConnectionsDoNotExist() {
        plane.caller("other", "prod", List.of("environment:*"), null, null);

        String target = "/connections/two?provider_config_key=mcp";
        assertThat(plane.call("other", HttpMethod.GET, target, null).status()).isEqualTo(404);
        assertThat(plane.call("other", HttpMethod.DELETE, target, null).status())
                .isEqualTo(404);
        assertThat(plane.get(target).status()).isEqualTo(200);
    }

    private Reply narrow(HttpMethod method, String uri, String body) {
        return plane.call("narrow", method, uri, body);
    }

    private static String encoded(String query) {
        return query.replace("[", "%5B").replace("]", "%5D").replace("@", "%40");
    }
}
