// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.filters.template.TemplateException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntegrationRulesTest {

    private static final Catalog CATALOG = CatalogLoader.load(List.of());
    private static final Provider GENERIC = Objects.requireNonNull(CATALOG.find("private-api-generic"));

    @Test
    void aKeyNameIsALowerCaseHeaderWithTheApiKeyByDefault() {
        ProxyRules rules = IntegrationRules.derive(GENERIC, Map.of("keyName", "X-Api-Key"));

        assertThat(rules.headers()).extracting(NamedTemplate::name).containsExactly("x-api-key");
        assertThat(rules.headers().getFirst().value()).hasToString("${apiKey}");
        assertThat(rules.baseUrl()).isSameAs(GENERIC.proxy().baseUrl());
    }

    @Test
    void aKeyInTheQueryKeepsItsCase() {
        ProxyRules rules = IntegrationRules.derive(
                GENERIC,
                Map.of(
                        "keyName",
                        "Key",
                        "keyPlacement",
                        "query",
                        "valueTemplate",
                        "v-${apiKey}",
                        "baseUrl",
                        "https://a.example"));

        assertThat(rules.headers()).isEmpty();
        assertThat(rules.query()).extracting(NamedTemplate::name).containsExactly("Key");
        assertThat(rules.query().getFirst().value()).hasToString("v-${apiKey}");
        assertThat(rules.baseUrl()).hasToString("https://a.example");
    }

    @Test
    void nothingChangesWithoutAKeyNameOrForAProviderThatDeclaresNoSettings() {
        Provider github = Objects.requireNonNull(CATALOG.find("github"));

        assertThat(IntegrationRules.derive(GENERIC, Map.of("baseUrl", "https://a.example", "keyName", " ")))
                .isSameAs(GENERIC.proxy());
        assertThat(IntegrationRules.derive(github, Map.of("keyName", "x", "baseUrl", "https://evil.example")))
                .isSameAs(github.proxy());
    }

    @ParameterizedTest
    @CsvSource({
        "valueTemplate, secret-${apiKey, valueTemplate: template: unclosed",
        "valueTemplate, 'secret\r\nx: y', valueTemplate (expected: text without",
        "keyName, secret name, keyName (expected: a header name)",
        "baseUrl, ftp://secret, baseUrl (expected: https",
        "baseUrl, https://${secret(x)}, baseUrl: template: unknown function",
    })
    void badSettingsAreNamedButNotQuoted(String field, String value, String message) {
        Map<String, String> custom = new java.util.HashMap<>(Map.of("keyName", "x"));
        custom.put(field, value);

        assertThatThrownBy(() -> IntegrationRules.derive(GENERIC, custom))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("secret");
    }
}
