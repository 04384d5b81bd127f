// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import dev.sallyport.filters.template.Template;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a definition says of its authorization page (reference §5.2). */
final class AuthorizationReader {

    private final Map<String, Field> fields;
    private final AuthMode mode;

    private AuthorizationReader(Map<String, Field> fields, AuthMode mode) {
        this.fields = fields;
        this.mode = mode;
    }

    static AuthorizationRules read(Map<String, Field> fields, AuthMode mode) {
        return new AuthorizationReader(fields, mode).read();
    }

    private AuthorizationRules read() {
        String code = Field.textOrNull(fields.get("authorization_code_param_in_callback"));
        return new AuthorizationRules(
                url("authorization_url"),
                TokenReader.params(fields.get("authorization_params")),
                texts("default_scopes"),
                !Field.isSet(fields.get("disable_pkce")),
                Field.textOrNull(fields.get("authorization_url_fragment")),
                Set.copyOf(texts("authorization_url_skip_encode")),
                Field.isSet(fields.get("authorization_url_skip_empty")),
                replacements(),
                code == null ? "code" : code,
                texts("token_response_metadata"),
                texts("redirect_uri_metadata"),
                url("request_url"),
                TokenReader.params(fields.get("request_params")),
                registration());
    }

    private RegistrationRules registration() {
        return new RegistrationRules(
                "dynamic".equals(Field.textOrNull(fields.get("client_registration"))),
                url("registration_url"),
                TokenReader.params(fields.get("registration_params")));
    }

    private @Nullable Template url(String name) {
        return TokenReader.url(fields.get(name), mode);
    }

    private List<String> texts(String name) {
        Field field = fields.get(name);
        return field == null ? List.of() : field.texts();
    }

    private Map<String, String> replacements() {
        Map<String, String> replacements = new LinkedHashMap<>();
        Field field = fields.get("authorization_url_replacements");
        if (field != null) {
            field.fields().forEach((text, by) -> replacements.put(text, by.text()));
        }
        return replacements;
    }
}
