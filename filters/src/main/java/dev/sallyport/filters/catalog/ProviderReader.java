// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one provider's definition, aliases resolved (reference §5.2). Fields that nothing here uses yet are checked for
 * their type and stay in the definition; fields it does not know are kept as they are.
 */
final class ProviderReader {

    private static final List<String> MODES =
            Arrays.stream(AuthMode.values()).map(Enum::name).toList();

    private static final Map<String, Consumer<Field>> TYPES = types();

    private ProviderReader() {}

    static Provider read(String name, YamlValue.Fields definition) {
        Field root = new Field(name, definition);
        Map<String, Field> fields = root.fields();
        Field mode = fields.get("auth_mode");
        Field displayName = fields.get("display_name");
        if (mode == null) {
            throw new CatalogException(
                    definition.place(),
                    name + ".auth_mode: missing (expected: one of " + String.join(", ", MODES) + ')');
        }
        TYPES.forEach((field, check) -> {
            Field value = fields.get(field);
            if (value != null) {
                check.accept(value);
            }
        });
        AuthMode authMode = AuthMode.valueOf(mode.oneOf(MODES));
        return new Provider(
                name,
                displayName == null ? name : displayName.text(),
                authMode,
                TokenReader.read(fields, authMode),
                AuthorizationReader.read(fields, authMode),
                ProxyReader.read(fields.get("proxy")),
                rules(fields.get("connection_config")),
                credentials(fields),
                rules(fields.get("integration_config")),
                definition.plain());
    }

    private static Map<String, FieldRule> rules(@Nullable Field section) {
        Map<String, FieldRule> rules = new LinkedHashMap<>();
        if (section != null) {
            section.fields().forEach((name, field) -> rules.put(name, FieldRule.read(name, field)));
        }
        return rules;
    }

    /** With what a signed assertion is made of: without it there would be no next one. */
    private static Map<String, FieldRule> credentials(Map<String, Field> fields) {
        Map<String, FieldRule> rules = rules(fields.get("credentials"));
        rules.putAll(rules(fields.get("assertion_option")));
        return rules;
    }

    private static Map<String, Consumer<Field>> types() {
        Map<String, Consumer<Field>> types = new LinkedHashMap<>();
        put(types, Field::text, "display_name", "docs", "docs_connect", "setup_guide_url");
        put(
                types,
                field -> field.oneOf(List.of("HMAC-SHA1", "HMAC-SHA256", "RSA-SHA1", "PLAINTEXT")),
                "signature_method");
        put(types, Field::text, "auth_type", "installation");
        put(types, Field::texts, "categories");
        return types;
    }

    private static void put(Map<String, Consumer<Field>> types, Consumer<Field> check, String... names) {
        for (String name : names) {
            types.put(name, check);
        }
    }
}
