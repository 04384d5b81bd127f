// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import static dev.sallyport.filters.authorize.flow.AuthorizationException.Reason.INVALID_PARAMETERS;
import static dev.sallyport.filters.authorize.flow.AuthorizationException.Reason.UNSUPPORTED_PROVIDER;

import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.crypto.PercentEncoding;
import dev.sallyport.filters.egress.CatalogTarget;
import dev.sallyport.filters.egress.UpstreamTargets;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.injection.ConnectionVariables;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.template.Template;
import dev.sallyport.filters.template.Variables;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a provider's pages and endpoints for authorization are, for one connection. */
public final class AuthorizationTargets {

    private static final Template WHOLE = Template.compile("${url}");
    private static final String CONFIG = "connectionConfig.";

    private final UpstreamTargets targets;

    public AuthorizationTargets(UpstreamTargets targets) {
        this.targets = targets;
    }

    /** The page that the browser is sent to, under the rules for calls: the provider's domain, https unless allowed otherwise. */
    CatalogTarget pageOf(Subject subject) {
        return targetOf(subject, subject.provider().authorization().url(), "authorization_url");
    }

    /** @param field what the catalogue calls the template */
    CatalogTarget targetOf(Subject subject, @Nullable Template url, String field) {
        if (url == null) {
            throw new AuthorizationException(
                    UNSUPPORTED_PROVIDER,
                    subject.provider().displayName() + " cannot be authorized in a browser (no " + field
                            + " in the catalogue).");
        }
        Variables variables = encoding(
                new ConnectionVariables(subject.integration(), subject.connection()),
                subject.provider().authorization().rawVariables());
        try {
            return targets.targetOf(subject.integration(), url, variables);
        } catch (GatewayException e) {
            throw new AuthorizationException(INVALID_PARAMETERS, e.getMessage());
        }
    }

    /**
     * Refuses a configuration in which what an end user typed leads to a host that is not the provider's: the browser would be sent
     * there, and the integration's secret after it.
     *
     * @param typed names of the fields
     * @throws AuthorizationException that names the host
     */
    public void requireBound(Subject subject, Set<String> typed) {
        Provider provider = subject.provider();
        Stream.of(
                        provider.authorization().url(),
                        provider.authorization().requestUrl(),
                        provider.tokens().tokenUrl(),
                        provider.tokens().refreshUrl())
                .filter(Objects::nonNull)
                .filter(url -> typed.stream().anyMatch(field -> mayLead(subject, url, field)))
                .forEach(url -> requireBound(subject, url));
    }

    private static boolean mayLead(Subject subject, Template url, String field) {
        Object value = subject.connection().connectionConfig().getOrDefault(field, "");
        return url.variables().contains(CONFIG + field)
                && FieldReach.isAnywhere(subject.provider().connectionConfig().get(field), value.toString());
    }

    private void requireBound(Subject subject, Template url) {
        CatalogTarget target = targetOf(subject, url, "URL");
        if (!targets.isBound(subject.integration(), subject.provider(), url, target)) {
            throw new AuthorizationException(
                    INVALID_PARAMETERS,
                    target.origin().host() + ": not a host of "
                            + subject.provider().displayName()
                            + " (expected: one of its own domain, or of the integration's allowed_hosts).");
        }
    }

    /**
     * A URL that a provider's metadata or its user names, whole.
     *
     * @param what it is, for the message
     */
    CatalogTarget named(Subject subject, String url, String what) {
        try {
            return targets.targetOf(subject.integration(), WHOLE, _ -> url);
        } catch (GatewayException e) {
            throw new AuthorizationException(INVALID_PARAMETERS, what + ": " + e.getMessage());
        }
    }

    /** The gateway's own {@code User-Agent}. */
    String agent() {
        return targets.agent();
    }

    /** So that no value adds a parameter or ends the path; one that is a URL itself stays as it is. */
    private static Variables encoding(Variables variables, Set<String> raw) {
        return name -> {
            String value = variables.lookup(name);
            return value == null || isRaw(name, value, raw) ? value : PercentEncoding.encode(value, ":/");
        };
    }

    private static boolean isRaw(String name, String value, Set<String> raw) {
        String field = name.startsWith(CONFIG) ? name.substring(CONFIG.length()) : name;
        return value.startsWith("https://") || value.startsWith("http://") || raw.contains(field) || raw.contains(name);
    }
}
