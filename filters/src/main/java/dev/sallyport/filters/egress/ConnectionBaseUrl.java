// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.template.Template;
import dev.sallyport.filters.template.Variables;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A connection's base URL, worked out once, or why it has none. A base URL is only missed by a call that brings no
 * override, so the reason waits until then.
 */
public final class ConnectionBaseUrl {

    private final @Nullable BaseUrl url;
    private final @Nullable GatewayException failure;

    private ConnectionBaseUrl(@Nullable BaseUrl url, @Nullable GatewayException failure) {
        this.url = url;
        this.failure = failure;
    }

    /**
     * @param template the provider's, or the integration's own; null when there is none
     */
    public static ConnectionBaseUrl of(@Nullable Template template, Variables variables) {
        if (template == null) {
            return failing(new GatewayException(
                    ErrorCode.UNSUPPORTED_PROVIDER,
                    "Base-Url-Override: missing (expected: an absolute URL, because the provider has no base URL)"));
        }
        String text = template.render(variables);
        if (text == null) {
            return failing(missing(String.valueOf(template.firstMissing(variables))));
        }
        return switch (BaseUrl.parse(text)) {
            case BaseUrl.Valid(BaseUrl valid)
            when staysWithin(template, valid.origin().host()) -> new ConnectionBaseUrl(valid, null);
            case BaseUrl.Valid other -> failing(unusable("leaves the provider's domain"));
            case BaseUrl.Invalid(String reason) -> failing(unusable(reason));
        };
    }

    /** One that stands whole in the connection's configuration. */
    public static ConnectionBaseUrl ofUrl(String text) {
        return switch (BaseUrl.parse(text)) {
            case BaseUrl.Valid(BaseUrl valid) -> new ConnectionBaseUrl(valid, null);
            case BaseUrl.Invalid(String reason) -> failing(unusable(reason));
        };
    }

    /** The base URL; fails with the reason where there is none. */
    BaseUrl require() {
        if (url == null) {
            throw failure == null ? unusable("unknown") : failure;
        }
        return url;
    }

    @Nullable
    BaseUrl known() {
        return url;
    }

    /**
     * Whether a host that variables took part in still ends as the template says: a value such as {@code evil.com/} for a
     * subdomain must not take the credential elsewhere.
     */
    static boolean staysWithin(Template template, String host) {
        return template.isConstant()
                || Arrays.stream(template.text().split("\\|\\|", -1))
                        .map(alternative -> fixedEnding(alternative.strip()))
                        .anyMatch(host::endsWith);
    }

    /**
     * What a template itself says of its host, for each alternative that says something: the whole host, or its ending from a dot
     * on, where a variable comes first.
     */
    static List<String> fixedHosts(Template template) {
        return Arrays.stream(template.text().split("\\|\\|", -1))
                .map(alternative -> alternative.strip())
                .filter(alternative -> !fixedEnding(alternative).isEmpty())
                .filter(alternative ->
                        !hasVariable(alternative) || fixedEnding(alternative).startsWith("."))
                .map(ConnectionBaseUrl::fixedEnding)
                .toList();
    }

    private static boolean hasVariable(String template) {
        int scheme = template.indexOf("://");
        return scheme < 0 || hostOf(template.substring(scheme + 3)).indexOf('}') >= 0;
    }

    /** What follows the last variable in the host; the whole host when it has none. */
    private static String fixedEnding(String template) {
        int scheme = template.indexOf("://");
        String host = hostOf(scheme < 0 ? template : template.substring(scheme + 3));
        return host.substring(host.lastIndexOf('}') + 1).toLowerCase(Locale.ROOT);
    }

    /** Up to the port or path, those inside braces not counted. */
    private static String hostOf(String rest) {
        int depth = 0;
        for (int i = 0; i < rest.length(); i++) {
            char c = rest.charAt(i);
            if (c == '{') {
                depth++;
            } else if (c == '}') {
                depth--;
            } else if (depth == 0 && (c == '/' || c == ':')) {
                return rest.substring(0, i);
            }
        }
        return rest;
    }

    private static ConnectionBaseUrl failing(GatewayException reason) {
        return new ConnectionBaseUrl(null, reason);
    }

    private static GatewayException missing(String variable) {
        return new GatewayException(
                        ErrorCode.MISSING_CONNECTION_CONFIG, variable + ": no value (the provider's base URL needs it)")
                .with("variable", variable);
    }

    private static GatewayException unusable(String reason) {
        return new GatewayException(
                ErrorCode.BASE_URL_OVERRIDE_NOT_ALLOWED,
                "base URL: " + reason
                        + " (expected: https://host…, from the provider and the connection's configuration)");
    }
}
