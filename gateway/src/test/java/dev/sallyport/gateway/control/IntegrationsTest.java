// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;

class IntegrationsTest {

    private static final String GITHUB =
            "{'provider':'github','unique_key':'gh','credentials':{'type':'OAUTH2','client_id':'id-1','client_secret':'canary-1','scopes':'repo,user'}}";

    private final ControlPlane plane = new ControlPlane();

    /** The key of RSA-SHA1; it never stands in a header. */
    @Test
    void anOAuth1SecretMayBeAPrivateKeyOfSeveralLines() {
        String body =
                "{'provider':'trello','unique_key':'t','credentials':{'type':'OAUTH1','client_id':'i','client_secret':'%s'}}";

        assertThat(plane.post("/integrations", body.formatted("canary\\nline")).problem())
                .isEqualTo("invalid_format [credentials, client_secret]");
        assertThat(plane.post(
                                "/integrations",
                                body.formatted("-----BEGIN PRIVATE KEY-----\\nAA\\n-----END PRIVATE KEY-----"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void createdIntegrationIsAnsweredWithDefaultsAndWithoutSecrets() {
        Reply reply = plane.post("/integrations", GITHUB);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.at("data"))
                .isEqualTo(map(
                        "unique_key", "gh",
                        "provider", "github",
                        "display_name", null,
                        "logo", "/images/template-logos/github.svg",
                        "forward_webhooks", true,
                        "gateway",
                                map(
                                        "allowed_hosts", List.of(),
                                        "allow_http", false,
                                        "allow_credential_override", false,
                                        "retries", 0,
                                        "max_wait", "10s",
                                        "forward_trace_context", false,
                                        "forward_set_cookie", false),
                        "created_at", "2026-03-04T05:06:07.089Z",
                        "updated_at", "2026-03-04T05:06:07.089Z"));
        assertThat(reply.headers().getFirst("Sallyport-Source")).isEqualTo("gateway");
        assertThat(reply.headers().getCacheControl()).isEqualTo("no-store");
    }

    @Test
    void listsIntegrationsOfItsOwnEnvironmentOnly() {
        plane.caller("other", "prod", List.of("environment:*"), null, null);
        plane.post("/integrations", "{'provider':'open','unique_key':'b'}");
        plane.post("/integrations", "{'provider':'open','unique_key':'a'}");
        plane.call("other", HttpMethod.POST, "/integrations", "{'provider':'open','unique_key':'c'}");

        Reply reply = plane.get("/integrations");

        assertThat(reply.at("data.0.unique_key")).isEqualTo("a");
        assertThat((List<?>) reply.at("data")).hasSize(2);
        assertThat(plane.get("/integrations/c").status()).isEqualTo(404);
    }

    @Test
    void showsCredentialsOnlyWhenAskedAndAllowed() {
        plane.caller("reader", List.of("environment:integrations:read"), null, null);
        plane.post("/integrations", GITHUB);

        assertThat(plane.get("/integrations/gh").body()).doesNotContain("credentials", "webhook_url");
        Reply full = plane.get("/integrations/gh?include=webhook&include=credentials");
        assertThat(full.at("data.credentials"))
                .isEqualTo(map(
                        "type", "OAUTH2",
                        "client_id", "id-1",
                        "client_secret", "canary-1",
                        "scopes", "repo,user",
                        "webhook_secret", null));
        assertThat(full.body()).contains("\"webhook_url\":null");
        Reply reader = plane.call("reader", HttpMethod.GET, "/integrations/gh?include=credentials", null);
        assertThat(reader.status()).isEqualTo(200);
        assertThat(reader.body()).doesNotContain("canary-1", "credentials");
    }

    @Test
    void patchChangesOnlyWhatItNames() {
        plane.post(
                "/integrations",
                "{'provider':'open','unique_key':'o','display_name':'Old','gateway':{'retries':3,'max_wait':'PT1.5S'}}");

        Reply reply =
                plane.patch("/integrations/o", "{'gateway':{'allow_http':true,'allowed_hosts':['API.Example.com']}}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.at("data.display_name")).isEqualTo("Old");
        assertThat(reply.at("data.gateway.retries")).isEqualTo(3);
        assertThat(reply.at("data.gateway.max_wait")).isEqualTo("1500ms");
        assertThat(reply.at("data.gateway.allow_http")).isEqualTo(true);
        assertThat(reply.at("data.gateway.allowed_hosts")).isEqualTo(List.of("api.example.com"));
        assertThat(plane.patch("/integrations/o", "{'display_name':null}").at("data.display_name"))
                .isNull();
    }

    @Test
    void renamesWhileThereAreNoConnections() {
        plane.post("/integrations", "{'provider':'open','unique_key':'old'}");
        plane.post("/integrations", "{'provider':'open','unique_key':'taken'}");

        assertThat(plane.patch("/integrations/old", "{'unique_key':'taken'}").problem())
                .isEqualTo("custom [uniqueKey]");
        assertThat(plane.patch("/integrations/old", "{'unique_key':'new'}").at("data.unique_key"))
                .isEqualTo("new");
        assertThat(plane.get("/integrations/old").status()).isEqualTo(404);

        plane.post("/connections", "{'provider_config_key':'new','credentials':{'type':'NONE'}}");
        assertThat(plane.patch("/integrations/new", "{'unique_key':'newer'}").problem())
                .isEqualTo("custom [unique_key]");
        assertThat(plane.get("/integrations/new").status()).isEqualTo(200);
    }

    @Test
    void deletingTakesTheConnectionsAlong() {
        plane.post("/integrations", "{'provider':'open','unique_key':'o'}");
        plane.post("/connections", "{'provider_config_key':'o','credentials':{'type':'NONE'}}");

        Reply reply = plane.delete("/integrations/o");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json()).isEqualTo(Map.of("success", true));
        assertThat(plane.get("/connections").at("connections")).isEqualTo(List.of());
        assertThat(plane.delete("/integrations/o").code()).isEqualTo("not_found");
    }

    @Test
    void aKeyLimitedToSomeConnectionsCannotDeleteOthersAlong() {
        plane.caller("narrow", List.of("environment:*"), null, List.of("mine"));
        plane.post("/integrations", "{'provider':'open','unique_key':'o'}");
        plane.post(
                "/connections", "{'provider_config_key':'o','connection_id':'theirs','credentials':{'type':'NONE'}}");

        assertThat(plane.call("narrow", HttpMethod.DELETE, "/integrations/o", null)
                        .status())
                .isEqualTo(403);
        assertThat(plane.get("/connections/theirs?provider_config_key=o").status())
                .isEqualTo(200);
    }

    @Test
    void customSettingsAndConfigurationAreCheckedAgainstTheProvider() {
        String ok =
                "{'provider':'private-api-generic','unique_key':'p','integration_config':{'tenant':'t1'},'custom':{'keyName':'X-Key','keyPlacement':'header','valueTemplate':'${apiKey}','baseUrl':'https://x.example'}}";

        assertThat(plane.post("/integrations", ok).status()).isEqualTo(200);
        assertThat(plane.patch("/integrations/p", "{'integration_config':{'extra':'e'}}")
                        .status())
                .isEqualTo(200);
        assertThat(plane.patch("/integrations/p", "{'integration_config':{'tenant':'bad'}}")
                        .problem())
                .isEqualTo("invalid_format [integration_config, tenant]");
        assertThat(plane.patch("/integrations/p", "{'integration_config':{'extra':5}}")
                        .problem())
                .isEqualTo("invalid_type [integration_config, extra]");
        assertThat(plane.patch(
                                "/integrations/p",
                                "{'credentials':{'type':'OAUTH2','client_id':'i','client_secret':'s'}}")
                        .problem())
                .isEqualTo("custom [credentials]");
    }

    @Test
    void aWriteThatLostARaceIsTriedAgainAndNotForEver() {
        plane.post("/integrations", "{'provider':'open','unique_key':'o'}");

        plane.integrations.racesLost = 3;
        assertThat(plane.patch("/integrations/o", "{'display_name':'D'}").status())
                .isEqualTo(200);

        plane.integrations.racesLost = 1000;
        Reply reply = plane.patch("/integrations/o", "{'display_name':'E'}");
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.code()).isEqualTo("store_unavailable");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | invalid_type [provider]",
                "{'provider':'nope','unique_key':'k'} | custom [provider]",
                "{'provider':'open','unique_key':'a/b'} | invalid_format [unique_key]",
                "{'provider':'open','unique_key':''} | too_small [unique_key]",
                "{'provider':'open','unique_key':'k','foo':1} | unrecognized_keys []",
                "{'provider':'open','unique_key':'exists'} | custom [uniqueKey]",
                "{'provider':'open','unique_key':'k','forward_webhooks':'yes'} | invalid_type [forward_webhooks]",
                "{'provider':'github','unique_key':'k'} | custom [credentials]",
                "{'provider':'github','unique_key':'k','credentials':{'type':'APP'}} | invalid_value [credentials, type]",
                "{'provider':'github','unique_key':'k','credentials':{'type':'OAUTH2','client_id':'i'}} | invalid_type [credentials, client_secret]",
                "{'provider':'github','unique_key':'k','credentials':{'type':'OAUTH2','client_id':'a\\nb','client_secret':'s'}} | invalid_format [credentials, client_id]",
                "{'provider':'open','unique_key':'k','custom':{'baseUrl':'https://x'}} | custom [custom]",
                "{'provider':'private-api-generic','unique_key':'k'} | invalid_type [integration_config, tenant]",
                "{'provider':'private-api-generic','unique_key':'k','integration_config':{'tenant':'t1','z':'1'}} | unrecognized_keys [integration_config]",
                "{'provider':'private-api-generic','unique_key':'k','integration_config':{'tenant':'t1'},'custom':{'keyName':'a b'}} | invalid_format [custom]",
                "{'provider':'private-api-generic','unique_key':'k','integration_config':{'tenant':'t1'},'custom':{'keyName':'k','baseUrl':'ftp://x'}} | invalid_format [custom]",
                "{'provider':'private-api-generic','unique_key':'k','integration_config':{'tenant':'t1'},'custom':{'keyName':'k','valueTemplate':'${'}} | invalid_format [custom]",
                "{'provider':'private-api-generic','unique_key':'k','integration_config':{'tenant':'t1'},'custom':{'keyName':5}} | invalid_type [custom, keyName]",
                "{'provider':'open','unique_key':'k','gateway':{'retries':11}} | too_big [gateway, retries]",
                "{'provider':'open','unique_key':'k','gateway':{'retries':1.5}} | invalid_type [gateway, retries]",
                "{'provider':'open','unique_key':'k','gateway':{'max_wait':'soon'}} | invalid_format [gateway, max_wait]",
                "{'provider':'open','unique_key':'k','gateway':{'max_wait':'11m'}} | invalid_format [gateway, max_wait]",
                "{'provider':'open','unique_key':'k','gateway':{'allowed_hosts':['ok.example','http://x']}} | invalid_format [gateway, allowed_hosts, 1]",
                "{'provider':'open','unique_key':'k','gateway':{'allow_http':null}} | invalid_type [gateway, allow_http]",
            })
    void aWrongBodyIsRefusedByTheFieldThatIsWrong(String body, String problem) {
        plane.post("/integrations", "{'provider':'open','unique_key':'exists'}");

        Reply reply = plane.post("/integrations", body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("invalid_body");
        assertThat(reply.problem()).isEqualTo(problem);
    }

    private static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
