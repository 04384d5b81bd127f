// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import dev.sallyport.filters.template.Template;
import dev.sallyport.filters.template.TemplateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an integration's own settings make of its provider's rules (reference §2.2). */
public final class IntegrationRules {

    private static final String KEY_NAME = "keyName";
    private static final String KEY_PLACEMENT = "keyPlacement";
    private static final String VALUE_TEMPLATE = "valueTemplate";
    private static final String BASE_URL = "baseUrl";
    private static final String DEFAULT_VALUE = "${apiKey}";

    private IntegrationRules() {}

    /**
     * The provider's own rules, unless the provider declares {@code integration_config} and the integration names a key.
     * Compiles templates, so it is for when an integration is loaded, not for every call.
     *
     * @param custom the integration's settings: {@code keyName}, {@code keyPlacement}, {@code valueTemplate}, {@code baseUrl}
     * @throws TemplateException when a name or template in them is not valid; never quotes a template
     */
    public static ProxyRules derive(Provider provider, Map<String, String> custom) {
        String keyName = given(custom, KEY_NAME);
        if (provider.integrationConfig().isEmpty() || keyName == null) {
            return provider.proxy();
        }
        ProxyRules rules = provider.proxy();
        Template value = template(VALUE_TEMPLATE, custom, DEFAULT_VALUE);
        boolean inQuery = "query".equals(custom.get(KEY_PLACEMENT));
        return new ProxyRules(
                baseUrl(custom, rules.baseUrl()),
                inQuery ? rules.headers() : with(rules.headers(), headerName(keyName), value),
                inQuery ? with(rules.query(), keyName, value) : rules.query(),
                rules.body(),
                rules.decompress(),
                rules.forwardHeadersOnRedirect(),
                rules.allowedHosts(),
                rules.verification(),
                rules.retry(),
                rules.rateLimit());
    }

    private static @Nullable Template baseUrl(Map<String, String> custom, @Nullable Template ofProvider) {
        String text = given(custom, BASE_URL);
        if (text == null) {
            return ofProvider;
        }
        if (!ProxyReader.isBaseUrl(text)) {
            throw new TemplateException(BASE_URL + " (expected: https://… or ${…})");
        }
        return template(BASE_URL, custom, text);
    }

    private static String headerName(String keyName) {
        if (!ProxyReader.HEADER_NAME.matcher(keyName).matches()) {
            throw new TemplateException(KEY_NAME + " (expected: a header name)");
        }
        return keyName.toLowerCase(Locale.ROOT);
    }

    private static List<NamedTemplate> with(List<NamedTemplate> templates, String name, Template value) {
        List<NamedTemplate> all = new ArrayList<>(templates);
        all.removeIf(template -> template.name().equals(name));
        all.add(new NamedTemplate(name, value));
        return all;
    }

    private static Template template(String field, Map<String, String> custom, String fallback) {
        String given = given(custom, field);
        String text = given == null ? fallback : given;
        Template template;
        try {
            template = Template.compile(text);
        } catch (TemplateException e) {
            throw new TemplateException(field + ": " + e.getMessage());
        }
        if (template.writesControlCharacters()) {
            throw new TemplateException(field + " (expected: text without control characters)");
        }
        return template;
    }

    private static @Nullable String given(Map<String, String> custom, String field) {
        String text = custom.get(field);
        return text == null || text.isBlank() ? null : text.strip();
    }
}
