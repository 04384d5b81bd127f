// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.EndUser;
import dev.sallyport.filters.session.ConnectSession;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;

class SessionsTest {

    private final ControlPlane plane = new ControlPlane();

    @BeforeEach
    void integrate() {
        plane.post("/integrations", "{'provider':'keyed','unique_key':'keyed'}");
        plane.post("/integrations", "{'provider':'zendesk','unique_key':'zendesk'}");
    }

    @Test
    void aSessionHasATokenALinkAndHalfAnHour() {
        Reply reply = plane.post("/connect/sessions", "{'end_user':{'id':'u'}}");

        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        String token = (String) reply.at("data.token");
        assertThat(token).matches("nango_connect_session_[0-9a-f]{64}");
        assertThat(reply.at("data.connect_link"))
                .isEqualTo("https://gateway.example/base/connect#session_token=" + token);
        assertThat(reply.at("data.expires_at")).isEqualTo("2026-03-04T05:36:07.089Z");
    }

    @Test
    void aSessionHoldsWhatItsMakerSaid() {
        Reply reply = plane.post("/connect/sessions", """
                {'end_user':{'id':'u','email':'u@example.com','display_name':'Ann','tags':{'plan':'pro'}},
                 'organization':{'id':'o','display_name':'Acme'},'allowed_integrations':['zendesk','keyed'],
                 'integrations_config_defaults':{'zendesk':{'user_scopes':'a,b','authorization_params':{'p':'v'},
                   'connection_config':{'subdomain':'acme','oauth_scopes_override':'x'}}},
                 'overrides':{'keyed':{'docs_connect':'https://docs.example/k'}},
                 'webhook_url_override':'https://hooks.example','tags':{'Team':'Blue'}}""");

        ConnectSession session = find(reply);
        assertThat(session.environment()).isEqualTo("dev");
        assertThat(session.endUser())
                .isEqualTo(new EndUser(
                        "u", "Ann", "u@example.com", Map.of("plan", "pro"), new EndUser.Organization("o", "Acme")));
        assertThat(session.tags()).isEqualTo(Map.of("team", "Blue"));
        assertThat(session.allowedIntegrations()).containsExactly("zendesk", "keyed");
        assertThat(session.defaultsOf("zendesk"))
                .isEqualTo(new ConnectSession.Defaults(
                        Map.of("p", "v", "user_scope", "a,b"),
                        Map.of("subdomain", "acme", "oauth_scopes_override", "x"),
                        null));
        assertThat(session.defaultsOf("keyed").docsConnect()).isEqualTo("https://docs.example/k");
        assertThat(session.webhookUrlOverride()).isEqualTo("https://hooks.example");
        assertThat(session.reconnect()).isNull();
    }

    @Test
    void tagsCanStandForAnEndUser() {
        assertThat(plane.post("/connect/sessions", "{'tags':{'a':'b'}}").status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | invalid_type [end_user]",
                "{'end_user':{}} | invalid_type [end_user, id]",
                "{'end_user':{'id':'u','canary':1}} | unrecognized_keys [end_user]",
                "{'end_user':{'id':'u','organization':{'id':'canary'}}} | unrecognized_keys [end_user]",
                "{'end_user':{'id':'u'},'extra':'canary'} | unrecognized_keys []",
                "{'end_user':{'id':'u'},'organization':{}} | invalid_type [organization, id]",
                "{'end_user':{'id':'u'},'tags':{'1':'canary'}} | invalid_format [tags]",
                "{'end_user':{'id':'u'},'allowed_integrations':[]} | too_small [allowed_integrations]",
                "{'end_user':{'id':'u'},'allowed_integrations':['keyed','canary']} | custom [allowed_integrations, 1]",
                "{'end_user':{'id':'u'},'overrides':{'canary':{}}} | custom [overrides, canary]",
                "{'end_user':{'id':'u'},'overrides':{'keyed':{'docs_connect':'javascript:canary'}}} | invalid_format [overrides, keyed, docs_connect]",
                "{'end_user':{'id':'u'},'integrations_config_defaults':{'none':{}}} | custom [integrations_config_defaults, none]",
                "{'end_user':{'id':'u'},'integrations_config_defaults':{'keyed':{'connection_config':{'a':null}}}} | invalid_type [integrations_config_defaults, keyed, connection_config, a]",
                "{'end_user':{'id':'u'},'integrations_config_defaults':{'keyed':{'connection_config':{'a':'canary\\n'}}}} | invalid_format [integrations_config_defaults, keyed, connection_config, a]",
                "{'end_user':{'id':'u'},'integrations_config_defaults':{'keyed':{'connection_config':{'oauth_scopes_override':1}}}} | invalid_type [integrations_config_defaults, keyed, connection_config, oauth_scopes_override]",
                "{'end_user':{'id':'u'},'integrations_config_defaults':{'keyed':{'connection_config':['canary']}}} | invalid_type [integrations_config_defaults, keyed, connection_config]",
                "{'end_user':{'id':'u'},'integrations_config_defaults':{'keyed':{'authorization_params':{'p':1}}}} | invalid_type [integrations_config_defaults, keyed, authorization_params, p]",
                "{'end_user':{'id':'u'},'webhook_url_override':'canary'} | invalid_format [webhook_url_override]"
            })
    void aWrongBodyIsRefusedByTheFieldThatIsWrong(String body, String problem) {
        Reply reply = plane.post("/connect/sessions", body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("invalid_body");
        assertThat(reply.problem()).isEqualTo(problem);
    }

    @Test
    void anUnknownIntegrationIsReportedInTheReferencesWords() {
        Reply reply = plane.post("/connect/sessions", "{'end_user':{'id':'u'},'allowed_integrations':['a','b']}");

        assertThat(reply.at("error.errors.0.message")).isEqualTo("Integration does not exist");
        assertThat(reply.at("error.errors.1.path")).isEqualTo(List.of("allowed_integrations", 1));
    }

    @Test
    void onlyAKeyWithTheScopeOpensSessions() {
        plane.caller("reader", List.of("environment:connections:*"), null, null);

        Reply reply = plane.call("reader", HttpMethod.POST, "/connect/sessions", "{'end_user':{'id':'u'}}");

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.code()).isEqualTo("forbidden");
    }

    @Test
    void aKeyOpensSessionsForTheIntegrationsItSeesOnly() {
        plane.caller("narrow", List.of("environment:*"), List.of("keyed"), null);

        Reply open = plane.call("narrow", HttpMethod.POST, "/connect/sessions", "{'end_user':{'id':'u'}}");
        assertThat(find(open).allowedIntegrations()).containsExactly("keyed");
        Reply beyond = plane.call(
                "narrow",
                HttpMethod.POST,
                "/connect/sessions",
                "{'end_user':{'id':'u'},'allowed_integrations':['zendesk']}");
        assertThat(beyond.problem()).isEqualTo("custom [allowed_integrations, 0]");
    }

    @Test
    void aKeyLimitedToConnectionsOpensSessionsForThoseOnly() {
        plane.caller("narrow", List.of("environment:*"), null, List.of("c"));
        connect("c");
        connect("d");

        assertThat(plane.call("narrow", HttpMethod.POST, "/connect/sessions", "{'tags':{}}")
                        .code())
                .isEqualTo("forbidden");
        assertThat(reconnect("narrow", "c").status()).isEqualTo(201);
        assertThat(reconnect("narrow", "d").problem()).isEqualTo("custom [connection_id]");
    }

    @Test
    void aReconnectKeepsWhoseTheConnectionIs() {
        plane.post("/connections", """
                {'provider_config_key':'keyed','connection_id':'c','credentials':{'type':'API_KEY','apiKey':'k-1'},
                 'end_user':{'id':'u'},'tags':{'team':'blue'},'webhook_url_override':'https://hooks.example'}""");

        ConnectSession session = find(reconnect(ControlPlane.ROOT, "c"));
        assertThat(session.reconnect()).isEqualTo(new ConnectionKey("dev", "keyed", "c"));
        assertThat(session.allowedIntegrations()).containsExactly("keyed");
        assertThat(session.endUser().id()).isEqualTo("u");
        assertThat(session.tags()).isEqualTo(Map.of("team", "blue"));
        assertThat(session.webhookUrlOverride()).isEqualTo("https://hooks.example");
    }

    @Test
    void aReconnectToWhatDoesNotExistIsRefused() {
        assertThat(reconnect(ControlPlane.ROOT, "none").problem()).isEqualTo("custom [connection_id]");
        assertThat(plane.post("/connect/sessions/reconnect", "{'connection_id':'c','integration_id':'none'}")
                        .problem())
                .isEqualTo("custom [integration_id]");
    }

    @Test
    void aTokenReadsItsSessionWithoutWhatWasDecidedForIt() {
        Reply opened = plane.post("/connect/sessions", """
                {'end_user':{'id':'u'},'allowed_integrations':['keyed'],
                 'integrations_config_defaults':{'keyed':{'connection_config':{'secret':'canary'}}}}""");

        Reply reply = plane.call(token(opened), HttpMethod.GET, "/connect/session", null);

        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.at("data.allowed_integrations")).isEqualTo(List.of("keyed"));
        assertThat(reply.at("data.endUser.id")).isEqualTo("u");
        assertThat(reply.at("data.isReconnecting")).isEqualTo(false);
        assertThat(reply.body()).doesNotContain("canary");
    }

    @Test
    void aTokenEndsItsSession() {
        String token = token(plane.post("/connect/sessions", "{'end_user':{'id':'u'}}"));

        assertThat(plane.call(token, HttpMethod.DELETE, "/connect/session", null)
                        .status())
                .isEqualTo(204);
        Reply after = plane.call(token, HttpMethod.GET, "/connect/session", null);
        assertThat(after.status()).isEqualTo(401);
        assertThat(after.code()).isEqualTo("unknown_account");
    }

    @Test
    void whatIsNoTokenIsNotLookedFor() {
        Reply key = plane.call(ControlPlane.ROOT, HttpMethod.GET, "/connect/session", null);
        assertThat(key.code()).isEqualTo("malformed_auth_header");
        Reply none = plane.exchange(HttpMethod.GET, "/connect/session", null, headers -> {});
        assertThat(none.code()).isEqualTo("missing_auth_header");
    }

    @Test
    void aTokenIsNoApiKey() {
        String token = token(plane.post("/connect/sessions", "{'end_user':{'id':'u'}}"));

        assertThat(plane.call(token, HttpMethod.GET, "/connections", null).status())
                .isEqualTo(401);
    }

    private void connect(String id) {
        plane.post(
                "/connections",
                "{'provider_config_key':'keyed','connection_id':'%s','credentials':{'type':'API_KEY','apiKey':'k-1'}}"
                        .formatted(id));
    }

    private Reply reconnect(String caller, String connection) {
        return plane.call(
                caller,
                HttpMethod.POST,
                "/connect/sessions/reconnect",
                "{'connection_id':'%s','integration_id':'keyed'}".formatted(connection));
    }

    private ConnectSession find(Reply reply) {
        return plane.sessions.find(token(reply)).block();
    }

    private static String token(Reply reply) {
        return (String) reply.at("data.token");
    }
}
