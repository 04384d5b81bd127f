// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import dev.sallyport.filters.catalog.TokenRules.BodyFormat;
import dev.sallyport.filters.catalog.TokenRules.ClientAuthentication;
import dev.sallyport.filters.template.Template;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a definition says of its token endpoint (reference §5.2). */
final class TokenReader {

    private static final List<String> METHODS = List.of("POST", "GET");
    private static final List<String> FORMATS = List.of("form", "json", "query", "xml");
    private static final List<String> AUTHENTICATIONS = List.of("basic", "custom", "private_key_jwt");
    private static final List<String> PLACES = List.of("body", "header");
    private static final List<String> UNITS = List.of("seconds", "milliseconds");

    private final Map<String, Field> fields;

    private TokenReader(Map<String, Field> fields) {
        this.fields = fields;
    }

    static TokenRules read(Map<String, Field> fields, AuthMode mode) {
        return new TokenReader(fields).read(mode);
    }

    private TokenRules read(AuthMode mode) {
        Field refreshParams = fields.get("refresh_params");
        Field path = fields.get("alternate_access_token_response_path");
        String separator = Field.textOrNull(fields.get("scope_separator"));
        Template tokenUrl = url(fields.get("token_url"), mode);
        Template refreshUrl = url(fields.get("refresh_url"), mode);
        BodyFormat format = format(fields, mode == AuthMode.TWO_STEP ? BodyFormat.JSON : BodyFormat.FORM);
        Map<String, Object> params = params(fields.get("token_params"));
        List<NamedTemplate> headers = ProxyReader.headers(fields.get("token_headers"));
        TokenStep first = tokenUrl == null ? null : new TokenStep(tokenUrl, method(fields), format, params, headers);
        return new TokenRules(
                tokenUrl,
                mode == AuthMode.APP || mode == AuthMode.CUSTOM ? url(fields.get("token_url"), AuthMode.APP) : null,
                refreshUrl,
                method(fields),
                format,
                authentication(),
                params,
                refreshParams == null ? null : params(refreshParams),
                headers,
                separator == null ? " " : separator,
                assumedLife(),
                duration("token_expiration_buffer", 1_000),
                oneOf("expires_in_unit", UNITS, "seconds").equals("milliseconds"),
                Field.textOrNull(path),
                Field.isSet(fields.get("require_client_certificate")),
                LoginReader.read(fields, first, refreshUrl),
                JwtReader.token(fields));
    }

    /** What a definition says of the token it has made counts where nothing else does. */
    private @Nullable Duration assumedLife() {
        Duration life = duration("token_expires_in_ms", 1);
        if (life != null) {
            return life.isZero() ? null : life;
        }
        return fields.containsKey("signature") ? JwtReader.life(fields.get("token")) : null;
    }

    /** One for all modes, or one for each of several. */
    static @Nullable Template url(@Nullable Field field, AuthMode mode) {
        if (field == null) {
            return null;
        }
        if (!(field.value() instanceof YamlValue.Fields)) {
            return template(field);
        }
        Map<String, Field> byMode = field.fields();
        byMode.values().forEach(TokenReader::template);
        // An app with users asks for theirs as OAuth 2.0 does.
        Field own = byMode.get((mode == AuthMode.CUSTOM ? AuthMode.OAUTH2 : mode).name());
        return own == null ? null : template(own);
    }

    static Template template(Field field) {
        Template template = field.template();
        if (!ProxyReader.isBaseUrl(template.text())) {
            throw field.unexpected("https://… or ${…}");
        }
        return template;
    }

    private ClientAuthentication authentication() {
        String place = oneOf("authorization_method", PLACES, "body");
        return switch (oneOf("token_request_auth_method", AUTHENTICATIONS, "")) {
            case "basic" -> ClientAuthentication.BASIC;
            case "custom" -> ClientAuthentication.CUSTOM;
            case "private_key_jwt" -> ClientAuthentication.PRIVATE_KEY_JWT;
            default -> place.equals("header") ? ClientAuthentication.HEADER : ClientAuthentication.BODY;
        };
    }

    static String method(Map<String, Field> request) {
        Field method = request.get("token_request_method");
        return method == null ? "POST" : method.oneOf(METHODS);
    }

    static BodyFormat format(Map<String, Field> request, BodyFormat usual) {
        Field format = request.get("body_format");
        return format == null ? usual : BodyFormat.valueOf(format.oneOf(FORMATS).toUpperCase(Locale.ROOT));
    }

    private String oneOf(String name, List<String> allowed, String fallback) {
        Field field = fields.get(name);
        return field == null ? fallback : field.oneOf(allowed);
    }

    private @Nullable Duration duration(String name, long unitMillis) {
        Field field = fields.get(name);
        return field == null ? null : Duration.ofMillis(Math.multiplyExact(field.wholeNumber(), unitMillis));
    }

    /** Values are templates, or plain where they are no text. */
    static Map<String, Object> params(@Nullable Field field) {
        Map<String, Object> params = new LinkedHashMap<>();
        if (field != null) {
            field.fields().forEach((name, value) -> params.put(name, param(value)));
        }
        return Collections.unmodifiableMap(params);
    }

    private static Object param(Field field) {
        return switch (field.value()) {
            case YamlValue.Fields map -> params(field);
            case YamlValue.Items list ->
                field.items().stream().map(TokenReader::param).toList();
            case YamlValue.Scalar(Place place, String text, String source) -> field.template();
            case YamlValue.Scalar(Place place, Object plain, String source) when plain != null -> plain;
            case YamlValue.Scalar nothing -> throw field.unexpected("a value");
        };
    }
}
