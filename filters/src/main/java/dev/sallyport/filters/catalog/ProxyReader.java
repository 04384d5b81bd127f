// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import dev.sallyport.filters.template.Template;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the {@code proxy} section of a definition (reference §5.1). */
final class ProxyReader {

    static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private static final Pattern HOST = Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9-]{2,63}");

    private ProxyReader() {}

    static ProxyRules read(@Nullable Field proxy) {
        if (proxy == null) {
            return ProxyRules.NONE;
        }
        Map<String, Field> fields = proxy.fields();
        checkMap(fields.get("paginate"));
        checkMap(fields.get("connection_config"));
        Field baseUrl = fields.get("base_url");
        RetryRules retry = RetryReader.read(fields.get("retry"));
        return new ProxyRules(
                baseUrl == null ? null : baseUrl(baseUrl),
                headers(fields.get("headers")),
                query(fields.get("query")),
                body(fields.get("body")),
                Field.isSet(fields.get("decompress")),
                Field.isSet(fields.get("forward_headers_on_redirect")),
                hosts(fields.get("allowed_hosts")),
                verification(fields.get("verification")),
                retry,
                RateLimitReader.read(fields.get("rate_limit"), retry));
    }

    static boolean isBaseUrl(String text) {
        return text.startsWith("https://") || text.startsWith("http://") || text.startsWith("${");
    }

    private static Template baseUrl(Field field) {
        Template template = field.template();
        if (!isBaseUrl(template.text())) {
            throw field.unexpected("https://… or ${…}");
        }
        return template;
    }

    static List<NamedTemplate> headers(@Nullable Field field) {
        Map<String, NamedTemplate> headers = new LinkedHashMap<>();
        if (field != null) {
            field.fields().forEach((name, value) -> {
                String lowerCase = name.toLowerCase(Locale.ROOT);
                if (!HEADER_NAME.matcher(name).matches()) {
                    throw value.unexpected("a header name as its key");
                }
                if (headers.put(lowerCase, new NamedTemplate(lowerCase, value.template())) != null) {
                    throw value.unexpected("one header of that name");
                }
            });
        }
        return List.copyOf(headers.values());
    }

    private static List<NamedTemplate> query(@Nullable Field field) {
        List<NamedTemplate> query = new ArrayList<>();
        if (field != null) {
            field.fields().forEach((name, value) -> query.add(new NamedTemplate(name, value.template())));
        }
        return query;
    }

    /** Leaves that are no text are dropped (reference §2.9), and so is a map that is left empty. */
    private static Map<String, Object> body(@Nullable Field field) {
        Map<String, Object> body = new LinkedHashMap<>();
        if (field != null) {
            field.fields().forEach((name, value) -> {
                if (value.value() instanceof YamlValue.Fields) {
                    Map<String, Object> inner = body(value);
                    if (!inner.isEmpty()) {
                        body.put(name, inner);
                    }
                } else if (value.value().plain() instanceof String) {
                    body.put(name, value.template());
                }
            });
        }
        return Collections.unmodifiableMap(body);
    }

    private static List<String> hosts(@Nullable Field field) {
        List<String> hosts = new ArrayList<>();
        for (Field item : field == null ? List.<Field>of() : field.items()) {
            String host = item.text().toLowerCase(Locale.ROOT);
            if (!HOST.matcher(host).matches()) {
                throw item.unexpected("a host name");
            }
            hosts.add(host);
        }
        return hosts;
    }

    private static @Nullable Verification verification(@Nullable Field field) {
        if (field == null) {
            return null;
        }
        Map<String, Field> fields = field.fields();
        Field method = fields.get("method");
        Field endpoints = fields.get("endpoints");
        Field override = fields.get("base_url_override");
        Field data = fields.get("data");
        if (method != null && !HEADER_NAME.matcher(method.text()).matches()) {
            throw method.unexpected("a method");
        }
        if (endpoints == null) {
            throw field.unexpected("endpoints in it");
        }
        return new Verification(
                method == null ? "GET" : method.text().toUpperCase(Locale.ROOT),
                endpoints.items().stream().map(Field::template).toList(),
                override == null ? null : baseUrl(override),
                headers(fields.get("headers")),
                data == null ? null : data.value().plain());
    }

    private static void checkMap(@Nullable Field field) {
        if (field != null) {
            field.fields();
        }
    }
}
