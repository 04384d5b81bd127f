// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.connection.VerificationOutcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;

class ImportConnectionTest {

    private final ControlPlane plane = new ControlPlane();

    @BeforeEach
    void integrations() {
        for (String provider : List.of(
                "mcp",
                "machine",
                "open",
                "plugin",
                "appstore",
                "keyed",
                "zendesk",
                "aws",
                "emarsys",
                "bill",
                "ghost",
                "tableau")) {
            plane.post("/integrations", "{'provider':'%s','unique_key':'%s'}".formatted(provider, provider));
        }
        plane.post(
                "/integrations",
                "{'provider':'github','unique_key':'github','credentials':{'type':'OAUTH2','client_id':'i','client_secret':'s'}}");
        withCredentials("trello", "'type':'OAUTH1','client_id':'i','client_secret':'s'");
        withCredentials("netsuite", "'type':'TBA','client_id':'i','client_secret':'s'");
        String app = "'app_id':'1','app_link':'l','private_key':'-----BEGIN PRIVATE KEY-----AA'";
        withCredentials("github-app", "'type':'APP'," + app);
        withCredentials("github-oauth-app", "'type':'CUSTOM','client_id':'i','client_secret':'s'," + app);
    }

    private void withCredentials(String provider, String fields) {
        Reply reply = plane.post(
                "/integrations",
                "{'provider':'%s','unique_key':'%s','credentials':{%s}}".formatted(provider, provider, fields));
        assertThat(reply.status()).as(reply.body()).isLessThan(300);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "open     | {'type':'NONE'} | {}",
                "plugin   | {'type':'INSTALL_PLUGIN','username':'u','password':'p'} | {'type':'BASIC','username':'u','password':'p'}",
                "plugin   | {'type':'BASIC','username':'u'} | {'type':'BASIC','username':'u','password':''}",
                "plugin   | {'type':'BASIC','username':'u','password':null,'raw':{}} | {'type':'BASIC','username':'u','password':''}",
                "keyed    | {'type':'API_KEY','apiKey':'k-1'} | {'type':'API_KEY','apiKey':'k-1'}",
                "github   | {'type':'OAUTH2','access_token':'a'} | {'type':'OAUTH2','access_token':'a','raw':{}}",
                "mcp      | {'type':'MCP_OAUTH2','access_token':'a','expires_at':1800000000} | {'type':'OAUTH2','access_token':'a','expires_at':'2027-01-15T08:00:00Z','raw':{}}",
                "mcp      | {'type':'OAUTH2','access_token':'a','config_override':{'client_id':'c'}} | {'type':'OAUTH2','access_token':'a','raw':{},'config_override':{'client_id':'c'}}",
                "machine  | {'type':'OAUTH2_CC','client_id':'c','client_secret':'s'} | {'type':'OAUTH2_CC','client_id':'c','client_secret':'s','raw':{}}",
                "trello   | {'type':'OAUTH1','oauth_token':'t','oauth_token_secret':'s','raw':{'user':1}} | {'type':'OAUTH1','oauth_token':'t','oauth_token_secret':'s','raw':{'user':1}}",
                "netsuite | {'type':'TBA','token_id':'t','token_secret':'s'} | {'type':'TBA','token_id':'t','token_secret':'s'}",
                "machine  | {'type':'OAUTH2_CC','client_id':'c','client_private_key':'{}'} | {'type':'OAUTH2_CC','client_id':'c','client_private_key':'{}','raw':{}}",
                "netsuite | {'type':'TBA','token_id':'t','token_secret':'s','config_override':{'client_id':'c','client_secret':'d'}} | {'type':'TBA','token_id':'t','token_secret':'s','config_override':{'client_id':'c','client_secret':'d'}}",
                "aws      | {'type':'AWS_SIGV4','access_key_id':'a','secret_access_key':'s','region':'eu-west-1','service':'s3'} | {'type':'AWS_SIGV4','region':'eu-west-1','service':'s3','access_key_id':'a','secret_access_key':'s','raw':{}}",
                "aws      | {'type':'AWS_SIGV4','access_key_id':'a','secret_access_key':'s','session_token':'t','expires_at':1800000000} | {'type':'AWS_SIGV4','access_key_id':'a','secret_access_key':'s','session_token':'t','expires_at':'2027-01-15T08:00:00Z','raw':{}}",
                "aws      | {'type':'AWS_SIGV4','role_arn':'r','external_id':'e'} | {'type':'AWS_SIGV4','role_arn':'r','external_id':'e','raw':{}}",
                "emarsys  | {'type':'SIGNATURE','username':'u','password':'p'} | {'type':'SIGNATURE','username':'u','password':'p'}",
                "emarsys  | {'type':'SIGNATURE','username':'u','password':'p','token':'t','expires_at':1800000000} | {'type':'SIGNATURE','username':'u','password':'p','token':'t','expires_at':'2027-01-15T08:00:00Z'}",
                "bill     | {'type':'BILL','username':'u','password':'p','organization_id':'o','dev_key':'d'} | {'type':'BILL','username':'u','password':'p','organization_id':'o','dev_key':'d','raw':{}}",
                "bill     | {'type':'BILL','username':'u','password':'p','organization_id':'o','dev_key':'d','session_id':'s','user_id':'i'} | {'type':'BILL','username':'u','password':'p','organization_id':'o','dev_key':'d','session_id':'s','user_id':'i','raw':{}}",
                "github-app | {'type':'APP','access_token':'a','raw':{}} | {'type':'APP','access_token':'a','raw':{}}",
                "github-app | {'type':'APP','app_id':'1','installation_id':'2'} | {'type':'APP','raw':{}}",
                "github-oauth-app | {'type':'APP','access_token':'a'} | {'type':'APP','access_token':'a','raw':{}}",
                "github-oauth-app | {'type':'CUSTOM','app_id':'1','installation_id':'2'} | {'type':'CUSTOM','raw':{}}",
                "github-oauth-app | {'type':'CUSTOM','app':{'access_token':'a'},'user':null} | {'type':'CUSTOM','app':{'access_token':'a'},'raw':{}}",
                "appstore | {'type':'JWT','token':'t'} | {'type':'JWT','token':'t'}",
                "ghost    | {'type':'JWT','token':'t'} | {'type':'JWT','token':'t'}",
                "ghost    | {'type':'JWT','name':'n','secret':'s'} | {'type':'JWT','name':'n','secret':'s'}",
                "tableau  | {'type':'TWO_STEP','name':'n','secret':'s','site':''} | {'type':'TWO_STEP','name':'n','secret':'s','site':'','raw':{}}",
                "tableau  | {'type':'TWO_STEP','token':'t','_cookies':'a=b; c=d'} | {'type':'TWO_STEP','token':'t','_cookies':'a=b; c=d','raw':{}}",
                "machine  | {'type':'OAUTH2_CC','token':'t','client_id':'c','client_secret':'s','expires_at':'2030-01-01T00:00:00+01:00'} | {'type':'OAUTH2_CC','token':'t','client_id':'c','client_secret':'s','expires_at':'2029-12-31T23:00:00Z','raw':{}}",
            })
    void everyModeCanBeImported(String integration, String credentials, String stored) {
        Reply reply = plane.post(
                "/connections",
                "{'provider_config_key':'%s','connection_id':'c','credentials':%s}"
                        .formatted(integration, credentials));

        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        assertThat(reply.at("credentials")).isEqualTo(json(stored));
        assertThat(plane.get("/connections/c?provider_config_key=" + integration)
                        .at("credentials"))
                .isEqualTo(json(stored));
    }

    @Test
    void answersTheFullConnection() {
        Reply reply = plane.post("/connections", """
                {'provider_config_key':'zendesk','connection_id':'acme','credentials':{'type':'BASIC','username':'u','password':'p'},
                 'connection_config':{'subdomain':'acme','free':{'a':[1,null]}},'metadata':{'big':123456789012345678901234567890,'price':1.10},
                 'tags':{'Team':'Blue'},'webhook_url_override':'https://hooks.example/x',
                 'end_user':{'id':'u1','email':'u@example.com','tags':{'Plan':'pro'},'organization':{'id':'o1'}}}""");

        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        assertThat(reply.json()).isEqualTo(json("""
                {'id':1,'connection_id':'acme','provider_config_key':'zendesk','provider':'zendesk','errors':[],
                 'end_user':{'id':'u1','display_name':null,'email':'u@example.com','tags':{'Plan':'pro'},'organization':{'id':'o1','display_name':null}},
                 'tags':{'team':'Blue'},'metadata':{'big':123456789012345678901234567890,'price':1.10},
                 'connection_config':{'region':'eu','subdomain':'acme','free':{'a':[1,null]}},'webhook_url_override':'https://hooks.example/x',
                 'created_at':'2026-03-04T05:06:07.089+00:00','updated_at':'2026-03-04T05:06:07.089+00:00','last_fetched_at':null,
                 'credentials':{'type':'BASIC','username':'u','password':'p'}}"""));
        assertThat(reply.body()).contains("123456789012345678901234567890", "1.10");
    }

    @Test
    void aConnectionWithoutIdGetsAUuid() {
        Reply reply = plane.post("/connections", "{'provider_config_key':'open','credentials':{'type':'NONE'}}");

        assertThat((String) reply.at("connection_id"))
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    }

    /** A call that needs it says so; many never do. */
    @Test
    void anImportMayLeaveOutConfigurationThatOnlySomeCallsNeed() {
        Reply reply = plane.post(
                "/connections", "{'provider_config_key':'zendesk','credentials':{'type':'BASIC','username':'u'}}");

        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        assertThat(reply.at("connection_config")).isEqualTo(Map.of("region", "eu"));
    }

    @Test
    void withoutTheScopeNotEvenTheImportShowsSecrets() {
        plane.caller("importer", List.of("environment:connections:create"), null, null);

        Reply reply = plane.call(
                "importer",
                HttpMethod.POST,
                "/connections",
                "{'provider_config_key':'zendesk','credentials':{'type':'BASIC','username':'canary-1','password':'canary-2'},'connection_config':{'subdomain':'a','pin':'canary-3','clientSecret':'canary-4','oauth_client_info':{'client_secret':'canary-5'}}}");

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.at("credentials")).isEqualTo(Map.of());
        assertThat(reply.at("connection_config")).isEqualTo(Map.of("subdomain", "a", "region", "eu"));
        assertThat(reply.body()).doesNotContain("canary");
    }

    @Test
    void importingAnExistingIdReplacesItAndKeepsItsMetadataUnlessGiven() {
        String start = "{'provider_config_key':'keyed','connection_id':'c','credentials':{'type':'API_KEY','apiKey':";
        plane.post("/connections", start + "'k-1'},'metadata':{'m':1},'tags':{'t':'1'}}");

        Reply second = plane.post("/connections", start + "'k-2'}}");
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.at("id")).isEqualTo(1);
        assertThat(second.at("credentials.apiKey")).isEqualTo("k-2");
        assertThat(second.at("metadata")).isEqualTo(Map.of("m", 1));
        assertThat(second.at("tags")).isEqualTo(Map.of());
        Reply third = plane.post("/connections", start + "'k-3'},'metadata':{}}");
        assertThat(third.at("metadata")).isEqualTo(Map.of());
    }

    @Test
    void aCredentialThatItsProviderRefusesIsNotStored() {
        plane.verification = new VerificationOutcome.Refused("status 401");
        String body =
                "{'provider_config_key':'keyed','connection_id':'c','credentials':{'type':'API_KEY','apiKey':'k-canary'}}";

        Reply refused = plane.post("/connections", body);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("connection_test_failed");
        assertThat(refused.body()).contains("status 401").doesNotContain("k-canary");
        assertThat(plane.get("/connections/c?provider_config_key=keyed").status())
                .isEqualTo(404);

        assertThat(plane.post("/connections?verify=false", body).status()).isEqualTo(201);
        assertThat(plane.verifications).isEqualTo(1);
    }

    @Test
    void onlyProvidersWithVerificationAreAsked() {
        plane.post("/connections", "{'provider_config_key':'open','credentials':{'type':'NONE'}}");

        assertThat(plane.verifications).isZero();
    }

    /** Where the provider's URLs look it up. */
    @Test
    void whatAnAppsTokenIsForIsKeptInTheConfiguration() {
        Reply reply = plane.post(
                "/connections",
                "{'provider_config_key':'github-app','credentials':{'type':'APP','app_id':'1','installation_id':'2'},'connection_config':{'x':'y'}}");

        assertThat(reply.at("connection_config")).isEqualTo(Map.of("x", "y", "app_id", "1", "installation_id", "2"));
    }

    @Test
    void aCredentialThatHasYetToObtainItsTokenIsNotTried() {
        String body = "{'provider_config_key':'tableau','credentials':{'type':'TWO_STEP','name':'n','secret':'s'%s}}";

        assertThat(plane.post("/connections", body.formatted("")).status()).isEqualTo(201);
        assertThat(plane.verifications).isZero();
        assertThat(plane.post("/connections", body.formatted(",'token':'t'")).status())
                .isEqualTo(201);
        assertThat(plane.verifications).isEqualTo(1);
    }

    @Test
    void aRefreshTokenOfALoginIsShownOnlyWhenAskedFor() {
        plane.post(
                "/connections",
                "{'provider_config_key':'tableau','connection_id':'c','credentials':{'type':'TWO_STEP','token':'t','refresh_token':'r'}}");

        String path = "/connections/c?provider_config_key=tableau";
        assertThat(plane.get(path).at("credentials")).isEqualTo(json("{'type':'TWO_STEP','token':'t','raw':{}}"));
        assertThat(plane.get(path + "&refresh_token=true").at("credentials"))
                .isEqualTo(json("{'type':'TWO_STEP','token':'t','refresh_token':'r','raw':{}}"));
    }

    @Test
    void anUnknownIntegrationIsNotFound() {
        Reply reply = plane.post("/connections", "{'provider_config_key':'none','credentials':{'type':'NONE'}}");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.code()).isEqualTo("not_found");
    }

    @Test
    void aKeyWithListsImportsOnlyWithinThem() {
        plane.caller("narrow", List.of("environment:*"), List.of("open"), List.of("mine"));
        String body = "{'provider_config_key':'%s','connection_id':'%s','credentials':{'type':'NONE'}}";

        assertThat(narrow(body.formatted("open", "mine")).status()).isEqualTo(201);
        assertThat(narrow(body.formatted("open", "theirs")).code()).isEqualTo("not_found");
        assertThat(narrow(body.formatted("zendesk", "mine")).code()).isEqualTo("not_found");
        assertThat(narrow("{'provider_config_key':'open','credentials':{'type':'NONE'}}")
                        .problem())
                .isEqualTo("custom [connection_id]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | invalid_type [provider_config_key]",
                "{'provider_config_key':'open'} | invalid_type [credentials]",
                "{'provider_config_key':'open','credentials':'canary'} | invalid_type [credentials]",
                "{'provider_config_key':'open','credentials':{}} | invalid_value [credentials, type]",
                "{'provider_config_key':'open','credentials':{'type':'BASIC'}} | invalid_value [credentials, type]",
                "{'provider_config_key':'open','credentials':{'type':'NONE'},'extra':'canary'} | unrecognized_keys []",
                "{'provider_config_key':'open','credentials':{'type':'NONE'},'metadata':['canary']} | invalid_type [metadata]",
                "{'provider_config_key':'open','credentials':{'type':'NONE'},'connection_id':'a#canary'} | invalid_format [connection_id]",
                "{'provider_config_key':'open','credentials':{'type':'NONE'},'webhook_url_override':'ftp://canary'} | invalid_format [webhook_url_override]",
                "{'provider_config_key':'open','credentials':{'type':'NONE'},'tags':{'1':'x'}} | invalid_format [tags]",
                "{'provider_config_key':'open','credentials':{'type':'NONE'},'tags':{'a':''}} | too_small [tags, a]",
                "{'provider_config_key':'open','credentials':{'type':'NONE'},'tags':{'a':'1','b':'1','c':'1','d':'1','e':'1','f':'1','g':'1','h':'1','i':'1','j':'1','k':'1'}} | too_big [tags]",
                "{'provider_config_key':'open','credentials':{'type':'NONE'},'end_user':{'email':'x'}} | invalid_type [end_user, id]",
                "{'provider_config_key':'keyed','credentials':{'type':'API_KEY'}} | invalid_type [credentials, apiKey]",
                "{'provider_config_key':'keyed','credentials':{'type':'API_KEY','apiKey':'canary'}} | invalid_format [credentials, apiKey]",
                "{'provider_config_key':'keyed','credentials':{'type':'API_KEY','apiKey':'k-canary\\r\\nx'}} | invalid_format [credentials, apiKey]",
                "{'provider_config_key':'keyed','credentials':{'type':'API_KEY','apiKey':'k-canary\\u0000'}} | invalid_format [credentials, apiKey]",
                "{'provider_config_key':'keyed','credentials':{'type':'API_KEY','apiKey':'k-1','canary':'x'}} | unrecognized_keys [credentials]",
                "{'provider_config_key':'github','credentials':{'type':'OAUTH2','access_token':'canary\\n'}} | invalid_format [credentials, access_token]",
                "{'provider_config_key':'github','credentials':{'type':'OAUTH2','access_token':'a','expires_at':'canary'}} | invalid_type [credentials, expires_at]",
                "{'provider_config_key':'github','credentials':{'type':'OAUTH2','access_token':'a','raw':'canary'}} | invalid_type [credentials, raw]",
                "{'provider_config_key':'machine','credentials':{'type':'OAUTH2_CC','token':'canary','client_id':'c'}} | custom [credentials]",
                "{'provider_config_key':'trello','credentials':{'type':'OAUTH1','oauth_token':'canary'}} | invalid_type [credentials, oauth_token_secret]",
                "{'provider_config_key':'netsuite','credentials':{'type':'TBA','token_id':'t','token_secret':'s','config_override':{'canary':'x'}}} | unrecognized_keys [credentials, config_override]",
                "{'provider_config_key':'aws','credentials':{'type':'AWS_SIGV4','region':'eu-west-1'}} | custom [credentials]",
                "{'provider_config_key':'aws','credentials':{'type':'AWS_SIGV4','access_key_id':'canary','role_arn':'r'}} | custom [credentials]",
                "{'provider_config_key':'aws','credentials':{'type':'AWS_SIGV4','role_arn':'r','region':'evil.example/canary'}} | invalid_format [credentials, region]",
                "{'provider_config_key':'aws','credentials':{'type':'AWS_SIGV4','role_arn':'r','service':'s3/canary'}} | invalid_format [credentials, service]",
                "{'provider_config_key':'emarsys','credentials':{'type':'SIGNATURE','username':'u','token':'canary'}} | invalid_type [credentials, password]",
                "{'provider_config_key':'bill','credentials':{'type':'BILL','username':'u','password':'canary','organization_id':'o'}} | invalid_type [credentials, dev_key]",
                "{'provider_config_key':'github-app','credentials':{'type':'APP','app_id':'canary'}} | custom [credentials]",
                "{'provider_config_key':'github-app','credentials':{'type':'APP','access_token':'canary\\n'}} | invalid_format [credentials, access_token]",
                "{'provider_config_key':'github-app','credentials':{'type':'CUSTOM','app':{}}} | invalid_value [credentials, type]",
                "{'provider_config_key':'github-oauth-app','credentials':{'type':'CUSTOM','user':{}}} | custom [credentials]",
                "{'provider_config_key':'github-oauth-app','credentials':{'type':'CUSTOM','app':{'access_token':'canary\\r'}}} | invalid_format [credentials, app, access_token]",
                "{'provider_config_key':'appstore','credentials':{'type':'JWT','raw':{}}} | invalid_type [credentials, token]",
                "{'provider_config_key':'ghost','credentials':{'type':'JWT','secret':'s','name':'canary 1'}} | invalid_format [credentials, name]",
                "{'provider_config_key':'ghost','credentials':{'type':'JWT','name':'n'}} | invalid_type [credentials, secret]",
                "{'provider_config_key':'ghost','credentials':{'type':'JWT','token':'t','other':'canary'}} | unrecognized_keys [credentials]",
                "{'provider_config_key':'tableau','credentials':{'type':'TWO_STEP','token':'t','_cookies':'a=canary\\n'}} | invalid_format [credentials, _cookies]",
                "{'provider_config_key':'machine','credentials':{'type':'OAUTH2_CC','token':'t','client_id':'c','client_secret':'s','client_certificate':'canary'}} | invalid_format [credentials, client_certificate]",
                "{'provider_config_key':'zendesk','credentials':{'type':'BASIC','username':'u'},'connection_config':{'subdomain':'canary.evil'}} | invalid_format [connection_config, subdomain]",
                "{'provider_config_key':'zendesk','credentials':{'type':'BASIC','username':'u'},'connection_config':{'subdomain':'a','region':'canary'}} | invalid_value [connection_config, region]",
                "{'provider_config_key':'zendesk','credentials':{'type':'BASIC','username':'u'},'connection_config':{'subdomain':'a','deep':{'x':['canary\\n']}}} | invalid_format [connection_config, deep, x, 0]",
                "{'provider_config_key':'zendesk','credentials':{'type':'BASIC','username':'u','password':'canary\\r'},'connection_config':{'subdomain':'a'}} | invalid_format [credentials, password]",
            })
    void aWrongBodyIsRefusedByTheFieldThatIsWrongAndNothingIsEchoed(String body, String problem) {
        Reply reply = plane.post("/connections", body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("invalid_body");
        assertThat(reply.problem()).isEqualTo(problem);
        assertThat(reply.body().replace("\\\"canary\\\"", "")).doesNotContain("canary");
    }

    @Test
    void anApiKeyMayHave1024CharactersAndNoMore() {
        String body = "{'provider_config_key':'keyed','credentials':{'type':'API_KEY','apiKey':'k-%s'}}";

        assertThat(plane.post("/connections", body.formatted("x".repeat(1022))).status())
                .isEqualTo(201);
        assertThat(plane.post("/connections", body.formatted("x".repeat(1023))).problem())
                .isEqualTo("too_big [credentials, apiKey]");
    }

    private Reply narrow(String body) {
        return plane.call("narrow", HttpMethod.POST, "/connections", body);
    }

    private static Object json(String text) {
        return new Reply(0, text.replace('\'', '"'), null).json();
    }
}
