// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.ratelimit.RateLimitRules;
import dev.sallyport.filters.template.Template;
import dev.sallyport.filters.template.Variables;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class ShippedCatalogTest {

    private static final Catalog CATALOG = CatalogLoader.load(List.of());

    private static final String PREFIX = "connectionConfig.";

    private static final Map<String, String> PLAUSIBLE = Map.of(
            "instance_url", "https://acme.my.salesforce.com",
            "api_domain", "https://acme.pipedrive.com",
            "accounts-server", "https://accounts.zoho.eu",
            "appPublicLink", "https://github.com/apps/acme",
            "extension", "eu",
            "installation_id", "4711",
            "login_customer_id", "1234567890");

    /** Name, auth mode, base URL and retry rules of every provider, from the reference. */
    static Stream<List<String>> facts() throws Exception {
        try (InputStream stream = ShippedCatalogTest.class.getResourceAsStream("/catalog/provider-facts.tsv")) {
            String text = new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.startsWith("#")).map(line -> List.of(line.split("\t", -1)));
        }
    }

    static Stream<Provider> providers() {
        return CATALOG.all().stream();
    }

    @Test
    void hasExactlyTheProvidersOfTheFacts() throws Exception {
        assertThat(CATALOG.all())
                .extracting(Provider::name)
                .hasSize(137)
                .containsExactlyInAnyOrderElementsOf(facts().map(List::getFirst).toList());
    }

    @ParameterizedTest
    @MethodSource("facts")
    void saysWhatTheFactsSay(List<String> fact) {
        Provider provider = Objects.requireNonNull(CATALOG.find(fact.getFirst()));
        Template baseUrl = provider.proxy().baseUrl();

        assertThat(provider.authMode()).isEqualTo(AuthMode.valueOf(fact.get(1)));
        assertThat(baseUrl == null ? "" : baseUrl.text()).isEqualTo(fact.get(2));
    }

    @ParameterizedTest
    @MethodSource("facts")
    void retriesAsTheFactsSay(List<String> fact) {
        RetryRules retry =
                Objects.requireNonNull(CATALOG.find(fact.getFirst())).proxy().retry();
        List<RetryRules.StatusRange> codes = retry.errorCodes();

        assertThat(String.join(",", retry.at())).isEqualTo(fact.get(3));
        assertThat(String.join(",", retry.after())).isEqualTo(fact.get(4));
        assertThat(Objects.requireNonNullElse(retry.remaining(), "")).isEqualTo(fact.get(5));
        assertThat(
                        codes == null
                                ? ""
                                : codes.stream()
                                        .map(RetryRules.StatusRange::text)
                                        .collect(Collectors.joining(",")))
                .isEqualTo(fact.get(6));
    }

    @Test
    void theGoogleFamilySaysInBodiesWhenToComeBack() {
        assertThat(CATALOG.all())
                .filteredOn(provider -> provider.proxy().retry().readsBody())
                .extracting(Provider::name)
                .contains("google", "google-mail", "google-drive", "google-sheet")
                .allMatch(name -> name.startsWith("google") || name.equals("youtube"));
    }

    @Test
    void providersWithLimitsOfTheirOwnHaveRulesAndOthersTheGenericOnes() {
        assertThat(CATALOG.all())
                .filteredOn(provider -> provider.definition().get("proxy") instanceof Map<?, ?> proxy
                        && proxy.containsKey("rate_limit"))
                .extracting(Provider::name)
                .hasSize(25);
        assertThat(CATALOG.all())
                .filteredOn(provider -> provider.proxy().rateLimit() == RateLimitRules.GENERIC)
                .extracting(Provider::name)
                .contains("zoom", "gitlab", "unauthenticated")
                .doesNotContain("github", "slack");
    }

    @ParameterizedTest
    @MethodSource("providers")
    void everyBaseUrlIsAnHttpsUrlWithPlausibleConfiguration(Provider provider) {
        Template baseUrl = provider.proxy().baseUrl();
        if (baseUrl != null) {
            URI uri = URI.create(String.valueOf(baseUrl.render(plausible(provider))));

            assertThat(uri.getScheme()).isEqualTo("https");
            assertThat(uri.getHost()).isNotBlank();
            assertThat(uri.getRawQuery()).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void everyVariableHasARuleThatItsPlausibleValueMeets(Provider provider) {
        templates(provider)
                .flatMap(template -> template.variables().stream())
                .filter(name -> name.startsWith(PREFIX))
                .map(name -> name.substring(PREFIX.length()))
                .forEach(name -> {
                    assertThat(provider.connectionConfig()).containsKey(name);
                    assertThat(provider.connectionConfig().get(name).title()).isNotBlank();
                    assertThat(provider.connectionConfig().get(name).allows(plausible(name)))
                            .isTrue();
                });
    }

    @ParameterizedTest
    @MethodSource("providers")
    void isPresentable(Provider provider) {
        assertThat(provider.displayName()).isNotEqualTo(provider.name());
        assertThat(provider.definition().get("categories")).isNotNull();
        assertThat(provider.definition().toString()).doesNotContainIgnoringCase("nango");
        assertThat(new JsonMapper().writeValueAsString(provider.definition()))
                .contains("\"auth_mode\":\"" + provider.authMode() + '"');
    }

    @Test
    void knowsTheFieldsOfTheCredentialsThatPeopleType() {
        assertThat(CATALOG.all())
                .filteredOn(provider -> provider.authMode() == AuthMode.API_KEY)
                .allSatisfy(provider -> {
                    assertThat(provider.credentials()).containsOnlyKeys("apiKey");
                    assertThat(provider.credentials().get("apiKey").secret()).isTrue();
                });
        assertThat(CATALOG.all())
                .filteredOn(provider -> provider.authMode() == AuthMode.BASIC)
                .allSatisfy(provider -> assertThat(provider.credentials()).containsOnlyKeys("username", "password"));
    }

    @Test
    void keepsHeadersRetryHintsAndVerification() {
        Provider github = Objects.requireNonNull(CATALOG.find("github-pat"));
        Verification verification = Objects.requireNonNull(github.proxy().verification());

        assertThat(github.proxy().headers())
                .extracting(header -> header.name() + ": " + header.value())
                .containsExactly(
                        "authorization: Bearer ${apiKey}",
                        "x-github-api-version: ${connectionConfig.version} || 2022-11-28",
                        "accept: application/vnd.github+json");
        assertThat(verification.method()).isEqualTo("GET");
        assertThat(verification.endpoints()).extracting(Template::text).containsExactly("/user");
        assertThat(github.definition().get("proxy")).asString().contains("error_code=[403, 5xx, 401, 429]");
    }

    @Test
    void onlyPrivateApisAndThoseWithoutABaseUrlHaveNoFixedHost() {
        assertThat(CATALOG.all())
                .filteredOn(provider -> !provider.hasFixedHost())
                .extracting(Provider::name)
                .containsExactlyInAnyOrder(
                        "unauthenticated", "private-api-bearer", "private-api-basic", "private-api-generic");
    }

    @Test
    void variablesWithAFallbackAreOptionalAndThoseOfTheFlowAutomated() {
        Provider zoho = Objects.requireNonNull(CATALOG.find("zoho"));
        Provider zendesk = Objects.requireNonNull(CATALOG.find("zendesk"));

        assertThat(zoho.connectionConfig().get("extension").optional()).isTrue();
        assertThat(zoho.connectionConfig().get("api_domain").automated()).isTrue();
        assertThat(zoho.connectionConfig().get("extension").allows("com.au")).isTrue();
        assertThat(zoho.connectionConfig().get("extension").allows("zip")).isFalse();
        assertThat(zendesk.connectionConfig().get("subdomain").optional()).isFalse();
        assertThat(zendesk.connectionConfig().get("subdomain").allows("evil.example/"))
                .isFalse();
    }

    private static Stream<Template> templates(Provider provider) {
        Stream<Template> headers = provider.proxy().headers().stream().map(NamedTemplate::value);
        Stream<Template> urls = Stream.of("authorization_url", "token_url")
                .map(provider.definition()::get)
                .filter(String.class::isInstance)
                .map(url -> Template.compile((String) url));
        return Stream.of(Stream.ofNullable(provider.proxy().baseUrl()), headers, urls)
                .flatMap(stream -> stream);
    }

    private static Variables plausible(Provider provider) {
        Set<String> known = provider.connectionConfig().keySet();
        return name -> name.startsWith(PREFIX) && known.contains(name.substring(PREFIX.length()))
                ? plausible(name.substring(PREFIX.length()))
                : null;
    }

    private static String plausible(String variable) {
        boolean host = variable.matches("(?i).*(host|hostname|url|admindomain|instance|parameter)");
        return PLAUSIBLE.getOrDefault(variable, host ? "api.acme.example" : "acme1");
    }
}
