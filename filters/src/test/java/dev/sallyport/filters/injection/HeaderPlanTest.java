// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.injection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.catalog.NamedTemplate;
import dev.sallyport.filters.credential.BasicCredential;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.CredentialFields;
import dev.sallyport.filters.credential.NoCredential;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.credential.TwoStepCredential;
import dev.sallyport.filters.testing.Samples;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderPlanTest {

    private static final Credential OAUTH =
            new OAuth2Credential(SecretText.of("tok"), null, null, SecretMap.EMPTY, SecretMap.EMPTY);

    /** Columns: automatic header, provider's template, caller's value, override allowed, what is sent. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "oauth, -, -, false, Bearer tok",
                "oauth, -, mine, false, Bearer tok",
                "oauth, -, mine, true, mine",
                "oauth, -, -, true, Bearer tok",
                "oauth, token ${accessToken}, -, false, token tok",
                "oauth, token ${accessToken}, mine, false, token tok",
                "oauth, token ${accessToken}, mine, true, mine",
                "oauth, Key ${connectionConfig.key}, mine, false, Key k",
                "oauth, ${connectionConfig.missing}, -, false, Bearer tok",
                "oauth, ${connectionConfig.missing}, mine, false, Bearer tok",
                "none, -, mine, false, mine",
                "none, -, -, false, -",
                "basic, -, -, false, Basic dTpw",
            })
    void theCredentialHeaderHasTheLastWordUnlessTheIntegrationSaysOtherwise(
            String kind, @Nullable String template, @Nullable String callers, boolean override, @Nullable String sent) {
        List<NamedTemplate> templates =
                template == null ? List.of() : List.of(Samples.named("authorization", template));

        assertThat(applied(templates, credential(kind), "Authorization", callers, override)
                        .getAll("authorization"))
                .isEqualTo(sent == null ? List.of() : List.of(sent));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "x-api-key, ${apiKey}, mine, false, the-api-key",
                "x-api-key, ${apiKey}, mine, true, mine",
                "x-api-key, ${credentials.apiKey}, mine, false, the-api-key",
                "x-signature, ${sha256Hex(${apiKey}${now})}x, mine, true, mine",
                "accept, application/vnd.acme+json, */*, false, */*",
                "accept, application/vnd.acme+json, -, false, application/vnd.acme+json",
                "user-agent, acme-app, curl/8, false, acme-app",
                "user-agent, acme-app, curl/8, true, acme-app",
                "x-tenant, ${connectionConfig.key}, other, false, other",
                "x-tenant, ${connectionConfig.missing}, -, false, -",
                "x-tenant, ${connectionConfig.missing}, mine, false, mine",
                "x-tenant, a ${metadata.lines}, -, false, -",
                "x-tenant, ${metadata.blanks}, -, false, b",
            })
    void providersHeadersYieldToTheCallersExceptThoseWithASecretAndTheUserAgent(
            String name, String template, @Nullable String callers, boolean override, @Nullable String sent) {
        HttpHeaders headers = applied(List.of(Samples.named(name, template)), Samples.API_KEY, name, callers, override);

        assertThat(headers.getAll(name)).isEqualTo(sent == null ? List.of() : List.of(sent));
        assertThat(headers.toString()).doesNotContain("${");
    }

    /** Reference §3.1. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "- | - | Bearer tok",
                "x-auth | ${accessToken} | -",
                "authorization | Own ${accessToken} | Own tok",
                "cookie | ${credentials._cookies} | -",
                "x-cookie | ${credentials._cookies} | Bearer tok",
                "x-auth | ${credentials.token} | Bearer tok",
            })
    void aLoginsTokenIsABearerUnlessTheProvidersOwnHeadersCarryIt(
            @Nullable String name, @Nullable String template, @Nullable String sent) {
        Credential login = new TwoStepCredential(
                SecretMap.EMPTY, SecretText.of("tok"), null, null, SecretText.of("a=b"), SecretMap.EMPTY);
        List<NamedTemplate> templates =
                name == null ? List.of() : List.of(Samples.named(name, String.valueOf(template)));

        assertThat(applied(templates, login, "x", null, false).get("authorization"))
                .isEqualTo(sent);
    }

    /** Reference §3.1, by stored type: with these fields, this header. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "SIGNATURE, username password token, Bearer token-",
                "JWT, token, Bearer token-",
                "APP, access_token, Bearer access_token-",
                "BILL, username password organization_id dev_key session_id, -",
                "OAUTH1, oauth_token oauth_token_secret, -",
                "TBA, token_id token_secret, -",
                "AWS_SIGV4, access_key_id secret_access_key, -",
                "CUSTOM, '', -",
            })
    void eachKindSetsItsOwnHeaderOrNone(String type, String fields, @Nullable String sent) {
        Map<String, Object> stored = new HashMap<>();
        for (String field : fields.split(" ")) {
            stored.put(field, field + "-");
        }

        HttpHeaders headers = applied(List.of(), CredentialFields.read(type, stored), "x", null, false);

        assertThat(headers.get("authorization")).isEqualTo(sent);
        assertThat(headers.size()).isEqualTo(sent == null ? 0 : 1);
    }

    /** What signs a request sets its header later, so it asks whether it may. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"-, -, false, true", "-, mine, false, true", "-, mine, true, false", "Own x, -, false, false"})
    void whoeverSignsHearsWhetherTheHeaderIsTaken(
            @Nullable String template, @Nullable String callers, boolean override, boolean free) {
        HttpHeaders target = new DefaultHttpHeaders();
        if (callers != null) {
            target.set("authorization", callers);
        }
        List<NamedTemplate> templates =
                template == null ? List.of() : List.of(Samples.named("authorization", template));

        assertThat(plan(templates, new NoCredential()).applyTo(target, override, name -> null))
                .isEqualTo(free);
    }

    @Test
    void aCallersRepeatedCredentialHeadersAreAllReplaced() {
        HttpHeaders target = new DefaultHttpHeaders().add("X-Api-Key", "a").add("x-api-key", "b");
        plan(List.of(Samples.named("x-api-key", "${apiKey}")), Samples.API_KEY).applyTo(target, false, name -> null);

        assertThat(target.getAll("x-api-key")).containsExactly("the-api-key");
    }

    @Test
    void whatDependsOnTheRequestIsRenderedForEach() {
        HeaderPlan plan = plan(List.of(Samples.named("x-path", "${path}-${connectionConfig.key}")), new NoCredential());

        for (String path : List.of("/a", "/b")) {
            HttpHeaders target = new DefaultHttpHeaders();
            plan.applyTo(target, false, name -> name.equals("path") ? path : "k");
            assertThat(target.get("x-path")).isEqualTo(path + "-k");
        }
    }

    @ParameterizedTest
    @CsvSource({"${bodyCanonicalParams}, true", "${sha256Hex(params)}, false", "${params}, true", "${path}, false"})
    void aHeaderThatSignsTheBodyIsKnown(String template, boolean readsBody) {
        assertThat(plan(List.of(Samples.named("x-sig", template)), new NoCredential())
                        .readsBody())
                .isEqualTo(readsBody);
    }

    private static HttpHeaders applied(
            List<NamedTemplate> templates,
            Credential credential,
            String name,
            @Nullable String callers,
            boolean override) {
        HttpHeaders target = new DefaultHttpHeaders();
        if (callers != null) {
            target.set(name, callers);
        }
        plan(templates, credential)
                .applyTo(target, override, wanted -> wanted.equals("now") ? "2026-11-23T10:00:00.000Z" : null);
        return target;
    }

    private static HeaderPlan plan(List<NamedTemplate> templates, Credential credential) {
        ConnectionVariables variables = new ConnectionVariables(
                Samples.integration(),
                Samples.connection(
                        credential, Map.of("key", "k"), Map.of("lines", "b\r\nX-Evil: 1", "blanks", "  b ")));
        return HeaderPlan.of(templates, credential, variables);
    }

    private static Credential credential(String kind) {
        return switch (kind) {
            case "oauth" -> OAUTH;
            case "basic" -> new BasicCredential(SecretText.of("u"), SecretText.of("p"));
            default -> new NoCredential();
        };
    }
}
