// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.VerificationOutcome;
import dev.sallyport.filters.event.ConnectionEvent.Operation;
import dev.sallyport.filters.integration.GatewayOptions;
import dev.sallyport.filters.integration.Integration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;

class ConnectFormsTest {

    private static final String APP =
            "'app_id':'1','app_link':'l','private_key':'-----BEGIN PRIVATE KEY-----AA-----END PRIVATE KEY-----'";

    private final ControlPlane plane = new ControlPlane();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "keyed | form | apiKey*!",
                "zendesk | form | subdomain* username* note region pin! password!",
                "plugin | form | username* password!",
                "open | form | ``",
                "machine | form | client_id* client_secret*!",
                "netsuite | form | token_id* token_secret*!",
                "emarsys | form | username* password*!",
                "bill | form | username* password*! organization_id* dev_key*!",
                "aws | form | access_key_id* secret_access_key*!",
                "appstore | form | token*!",
                "ghost | form | name* secret* site",
                "tableau | form | name* secret* site",
                "github | authorize | ``",
                "trello | authorize | ``",
                "mcp | authorize | ``"
            })
    void eachModeAsksForWhatItNeeds(String provider, String flow, String fields) {
        integrate(provider);

        Reply reply = plane.call(open(provider, ""), HttpMethod.GET, "/connect/integrations", null);

        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.at("data.integrations.0.flow")).isEqualTo(flow);
        assertThat(names(reply)).isEqualTo(fields);
    }

    @Test
    void aRoleIsAskedForWhereTheIntegrationCanAssumeOne() {
        Instant now = ControlPlane.NOW;
        plane.integrations
                .create(new Integration(
                        "dev",
                        "aws",
                        "aws",
                        null,
                        null,
                        false,
                        Map.of(),
                        Map.of("stsEndpointUrl", "https://sts.example"),
                        GatewayOptions.DEFAULTS,
                        0,
                        now,
                        now))
                .block();

        Reply reply = plane.call(open("aws", ""), HttpMethod.GET, "/connect/integrations", null);

        assertThat(names(reply)).isEqualTo("role_arn* external_id");
    }

    @Test
    void whatTheSessionDecidedIsNotAskedAndCannotBeOverridden() {
        integrate("zendesk");
        String token = open(
                "zendesk", ",'integrations_config_defaults':{'zendesk':{'connection_config':{'subdomain':'acme'}}}");

        assertThat(names(plane.call(token, HttpMethod.GET, "/connect/integrations", null)))
                .doesNotContain("subdomain");
        Reply evil = submit(
                token,
                "'integration':'zendesk','credentials':{'username':'u'},'connection_config':{'subdomain':'evil'}");
        assertThat(evil.problem()).isEqualTo("unrecognized_keys [connection_config, subdomain]");
        Reply good = submit(token, "'integration':'zendesk','credentials':{'username':'u'}");
        assertThat(stored(good).connectionConfig()).isEqualTo(Map.of("subdomain", "acme", "region", "eu"));
    }

    @Test
    void aFilledInFormMakesAConnectionOfTheSessionsUserAndTellsOfIt() {
        integrate("keyed");
        String token = open("keyed", ",'tags':{'team':'blue'},'webhook_url_override':'https://hooks.example'");

        Reply reply = submit(token, "'integration':'keyed','credentials':{'apiKey':'k-1'}");

        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        Connection stored = stored(reply);
        assertThat(stored.credential().fields()).containsEntry("apiKey", "k-1");
        assertThat(stored.endUser().id()).isEqualTo("u");
        assertThat(stored.tags()).isEqualTo(Map.of("team", "blue"));
        assertThat(stored.webhookUrlOverride()).isEqualTo("https://hooks.example");
        assertThat(plane.verifications).isEqualTo(1);
        assertThat(plane.events).singleElement().satisfies(event -> {
            assertThat(event.operation()).isEqualTo(Operation.CREATION);
            assertThat(event.connection()).isEqualTo(stored);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "open | {} | {}",
                "plugin | {'username':'u','password':''} | {}",
                "machine | {'client_id':'c','client_secret':'s'} | {}",
                "netsuite | {'token_id':'t','token_secret':'s'} | {}",
                "emarsys | {'username':'u','password':'p'} | {}",
                "bill | {'username':'u','password':'p','organization_id':'o','dev_key':'d'} | {}",
                "aws | {'access_key_id':'a','secret_access_key':'s'} | {}",
                "ghost | {'name':'n','secret':'s'} | {}",
                "tableau | {'name':'n','secret':'s','site':''} | {}",
                "zendesk | {'username':'u','password':'p'} | {'subdomain':'acme','region':''}"
            })
    void everyModeOfAFormCanBeConnected(String provider, String credentials, String config) {
        integrate(provider);

        Reply reply = submit(
                open(provider, ""),
                "'integration':'%s','credentials':%s,'connection_config':%s".formatted(provider, credentials, config));

        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        assertThat(stored(reply).provider()).isEqualTo(provider);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'integration':'keyed' | invalid_type [credentials, apiKey]",
                "'integration':'keyed','credentials':{'apiKey':''} | invalid_type [credentials, apiKey]",
                "'integration':'keyed','credentials':{'apiKey':'canary'} | invalid_format [credentials, apiKey]",
                "'integration':'keyed','credentials':{'apiKey':1} | invalid_type [credentials, apiKey]",
                "'integration':'keyed','credentials':{'apiKey':'k-1','type':'OAUTH2'} | unrecognized_keys [credentials, type]",
                "'integration':'keyed','credentials':{'apiKey':'k-1'},'connection_config':{'canary':'x'} | unrecognized_keys [connection_config, canary]",
                "'integration':'keyed','connection_id':'mine' | unrecognized_keys []",
                "'integration':'github' | custom [integration]",
                "'integration':'none' | custom [integration]",
                "'integration':'zendesk','credentials':{'username':'u'},'connection_config':{'subdomain':'canary.evil'} | invalid_format [connection_config, subdomain]"
            })
    void aWrongFormIsRefusedByTheFieldThatIsWrong(String body, String problem) {
        List.of("keyed", "zendesk", "github").forEach(this::integrate);

        Reply reply = submit(token("{'end_user':{'id':'u'}}"), body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.problem()).isEqualTo(problem);
    }

    @Test
    void aCredentialThatItsProviderRefusesIsNotStored() {
        integrate("keyed");
        plane.verification = new VerificationOutcome.Refused("status 401");

        Reply reply = submit(open("keyed", ""), "'integration':'keyed','credentials':{'apiKey':'k-canary'}");

        assertThat(reply.code()).isEqualTo("connection_test_failed");
        assertThat(reply.at("error.reason")).isEqualTo("status 401");
        assertThat(reply.body()).doesNotContain("canary");
        assertThat(plane.connections.list("dev").collectList().block()).isEmpty();
        assertThat(plane.events).isEmpty();
    }

    @Test
    void anIntegrationThatTheSessionDoesNotAllowDoesNotExist() {
        List.of("keyed", "open").forEach(this::integrate);
        String token = open("open", "");

        assertThat((List<?>) plane.call(token, HttpMethod.GET, "/connect/integrations", null)
                        .at("data.integrations"))
                .hasSize(1);
        assertThat(submit(token, "'integration':'keyed','credentials':{'apiKey':'k-1'}")
                        .problem())
                .isEqualTo("custom [integration]");
    }

    /** The number of somebody else's installation is as easily typed as one's own, and the app's key opens both. */
    @ParameterizedTest
    @ValueSource(strings = {"github-app", "github-oauth-app"})
    void whatAnAppsKeyOpensIsNothingForAnEndUserToName(String app) {
        integrate(app);
        String token = open(app, "");

        assertThat((List<?>) plane.call(token, HttpMethod.GET, "/connect/integrations", null)
                        .at("data.integrations"))
                .isEmpty();
        assertThat(submit(token, "'integration':'" + app + "','credentials':{'installation_id':'2'}")
                        .problem())
                .isEqualTo("custom [integration]");
    }

    @Test
    void aReconnectRepairsItsConnectionAndKeepsWhatIsNotAsked() {
        integrate("zendesk");
        plane.post("/connections", """
                {'provider_config_key':'zendesk','connection_id':'c','credentials':{'type':'BASIC','username':'old'},
                 'connection_config':{'subdomain':'acme','note':'kept','free':'kept','pin':'secret'},'metadata':{'m':1},
                 'end_user':{'id':'owner'}}""");
        String token =
                (String) plane.post("/connect/sessions/reconnect", "{'connection_id':'c','integration_id':'zendesk'}")
                        .at("data.token");

        Reply offered = plane.call(token, HttpMethod.GET, "/connect/integrations", null);
        assertThat(offered.at("data.reconnecting")).isEqualTo(true);
        assertThat(offered.at("data.integrations.0.fields.0.value")).isEqualTo("acme");
        assertThat(offered.body()).doesNotContain("\"secret\":\"");
        Reply reply = submit(
                token,
                "'integration':'zendesk','credentials':{'username':'new'},'connection_config':{'subdomain':'acme2','note':''}");

        assertThat(reply.at("data.connection_id")).isEqualTo("c");
        Connection stored = stored(reply);
        assertThat(stored.credential().fields()).containsEntry("username", "new");
        assertThat(stored.connectionConfig())
                .isEqualTo(Map.of("subdomain", "acme2", "region", "eu", "free", "kept", "pin", "secret"));
        assertThat(stored.metadata()).isEqualTo(Map.of("m", 1));
        assertThat(stored.endUser().id()).isEqualTo("owner");
        assertThat(plane.events.getLast().operation()).isEqualTo(Operation.OVERRIDE);
    }

    @Test
    void aReconnectOfAConnectionThatIsGoneMakesNone() {
        integrate("keyed");
        plane.post(
                "/connections",
                "{'provider_config_key':'keyed','connection_id':'c','credentials':{'type':'API_KEY','apiKey':'k-1'}}");
        String token =
                (String) plane.post("/connect/sessions/reconnect", "{'connection_id':'c','integration_id':'keyed'}")
                        .at("data.token");
        plane.delete("/connections/c?provider_config_key=keyed");

        Reply reply = submit(token, "'integration':'keyed','credentials':{'apiKey':'k-1'}");

        assertThat(reply.code()).isEqualTo("unknown_connection");
        assertThat(plane.connections.list("dev").collectList().block()).isEmpty();
    }

    @Test
    void thePageMayDoNothingButTalkToItsOwnGateway() {
        Reply page = plane.exchange(HttpMethod.GET, "/connect?session_token=x", null, headers -> {});

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.headers().getFirst("Content-Security-Policy"))
                .contains("default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'", "form-action 'none'")
                .doesNotContain("unsafe");
        assertThat(page.headers().getFirst("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(page.body())
                .doesNotContain("style=")
                .doesNotContain("<style")
                .doesNotContain("onclick");
        String tag = page.headers().getETag();
        assertThat(plane.exchange(HttpMethod.GET, "/connect", null, headers -> headers.setIfNoneMatch(tag))
                        .status())
                .isEqualTo(304);
    }

    private void integrate(String provider) {
        plane.post("/integrations", integration(provider));
    }

    private static String integration(String provider) {
        String credentials = switch (provider) {
            case "github" -> ",'credentials':{'type':'OAUTH2','client_id':'i','client_secret':'s'}";
            case "trello" -> ",'credentials':{'type':'OAUTH1','client_id':'i','client_secret':'s'}";
            case "netsuite" -> ",'credentials':{'type':'TBA','client_id':'i','client_secret':'s'}";
            case "github-app" -> ",'credentials':{'type':'APP'," + APP + "}";
            case "github-oauth-app" ->
                ",'credentials':{'type':'CUSTOM','client_id':'i','client_secret':'s'," + APP + "}";
            default -> "";
        };
        return "{'provider':'%s','unique_key':'%s'%s}".formatted(provider, provider, credentials);
    }

    private String open(String integration, String more) {
        return token("{'end_user':{'id':'u'},'allowed_integrations':['%s']%s}".formatted(integration, more));
    }

    private String token(String body) {
        Reply reply = plane.post("/connect/sessions", body);
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        return (String) reply.at("data.token");
    }

    private Reply submit(String token, String members) {
        return plane.call(token, HttpMethod.POST, "/connect/connections", "{" + members + "}");
    }

    private Connection stored(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        return plane.connections
                .find(new ConnectionKey(
                        "dev", (String) reply.at("data.provider_config_key"), (String) reply.at("data.connection_id")))
                .block();
    }

    /** Each field with a star if needed and an exclamation mark if secret. */
    private static String names(Reply reply) {
        List<?> fields = (List<?>) reply.at("data.integrations.0.fields");
        return String.join(
                " ",
                fields.stream()
                        .map(field -> (Map<?, ?>) field)
                        .map(field -> field.get("name")
                                + (field.get("required").equals(true) ? "*" : "")
                                + (field.get("secret").equals(true) ? "!" : ""))
                        .toList());
    }
}
