// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import dev.sallyport.filters.catalog.AuthMode;
import dev.sallyport.filters.catalog.AuthorizationRules;
import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.catalog.FieldPattern;
import dev.sallyport.filters.catalog.FieldRule;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.catalog.ProxyRules;
import dev.sallyport.filters.catalog.RetryRules;
import dev.sallyport.filters.catalog.TokenRules;
import dev.sallyport.filters.catalog.Verification;
import dev.sallyport.filters.ratelimit.RateLimitRules;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A small catalogue with one provider per thing that the control plane treats apart. */
final class Catalogue {

    private static final ProxyRules VERIFIED = new ProxyRules(
            null,
            List.of(),
            List.of(),
            Map.of(),
            false,
            false,
            List.of(),
            new Verification("GET", List.of(), null, List.of(), null),
            RetryRules.NONE,
            RateLimitRules.GENERIC);

    private Catalogue() {}

    static Catalog load() {
        return new Catalog(Stream.of(
                        plain("github", AuthMode.OAUTH2),
                        plain("mcp", AuthMode.MCP_OAUTH2),
                        plain("machine", AuthMode.OAUTH2_CC),
                        plain("open", AuthMode.NONE),
                        plain("plugin", AuthMode.INSTALL_PLUGIN),
                        plain("appstore", AuthMode.JWT),
                        plain("trello", AuthMode.OAUTH1),
                        plain("netsuite", AuthMode.TBA),
                        plain("aws", AuthMode.AWS_SIGV4),
                        plain("emarsys", AuthMode.SIGNATURE),
                        plain("bill", AuthMode.BILL),
                        plain("github-app", AuthMode.APP),
                        plain("github-oauth-app", AuthMode.CUSTOM),
                        asking("ghost", AuthMode.JWT),
                        asking("tableau", AuthMode.TWO_STEP),
                        verified(),
                        zendesk(),
                        privateApi())
                .collect(Collectors.toMap(Provider::name, Function.identity(), (a, _) -> a, LinkedHashMap::new)));
    }

    private static Provider plain(String name, AuthMode mode) {
        return new Provider(
                name,
                name.toUpperCase(),
                mode,
                TokenRules.NONE,
                AuthorizationRules.NONE,
                ProxyRules.NONE,
                Map.of(),
                Map.of(),
                Map.of(),
                definition(name, mode));
    }

    /** A provider that wants a name and a secret to make tokens from, and tries them. */
    private static Provider asking(String name, AuthMode mode) {
        return new Provider(
                name,
                name.toUpperCase(),
                mode,
                TokenRules.NONE,
                AuthorizationRules.NONE,
                VERIFIED,
                Map.of(),
                byName(rule("name", "^[a-z]+$", false), rule("secret", null, false), rule("site", null, true)),
                Map.of(),
                definition(name, mode));
    }

    private static Provider verified() {
        return new Provider(
                "keyed",
                "Keyed",
                AuthMode.API_KEY,
                TokenRules.NONE,
                AuthorizationRules.NONE,
                VERIFIED,
                Map.of(),
                byName(rule("apiKey", "^k-", false)),
                Map.of(),
                definition("keyed", AuthMode.API_KEY));
    }

    private static Provider zendesk() {
        return new Provider(
                "zendesk",
                "Zendesk",
                AuthMode.BASIC,
                TokenRules.NONE,
                AuthorizationRules.NONE,
                ProxyRules.NONE,
                byName(
                        rule("subdomain", "^[a-z0-9-]+$", false),
                        rule("note", null, true),
                        new FieldRule("region", null, null, false, false, false, "eu", List.of("eu", "us")),
                        new FieldRule("state", null, null, false, true, false, null, List.of()),
                        new FieldRule("pin", null, null, true, false, true, null, List.of())),
                Map.of(),
                Map.of(),
                definition("zendesk", AuthMode.BASIC));
    }

    private static Provider privateApi() {
        return new Provider(
                "private-api-generic",
                "Private API",
                AuthMode.API_KEY,
                TokenRules.NONE,
                AuthorizationRules.NONE,
                ProxyRules.NONE,
                Map.of(),
                Map.of(),
                byName(rule("tenant", "^t[0-9]+$", false), rule("extra", null, true)),
                definition("private-api-generic", AuthMode.API_KEY));
    }

    private static FieldRule rule(String name, String pattern, boolean optional) {
        return new FieldRule(
                name,
                null,
                pattern == null ? null : FieldPattern.compile(pattern),
                optional,
                false,
                false,
                null,
                List.of());
    }

    private static Map<String, FieldRule> byName(FieldRule... rules) {
        return Arrays.stream(rules)
                .collect(Collectors.toMap(FieldRule::name, Function.identity(), (a, _) -> a, LinkedHashMap::new));
    }

    private static Map<String, Object> definition(String name, AuthMode mode) {
        return Map.of("display_name", name.toUpperCase(), "auth_mode", mode.name());
    }
}
