// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import static dev.sallyport.filters.authorize.flow.AuthorizationException.Reason.INVALID_PARAMETERS;
import static dev.sallyport.filters.authorize.flow.AuthorizationException.Reason.UNSUPPORTED_PROVIDER;

import dev.sallyport.filters.crypto.PercentEncoding;
import dev.sallyport.filters.egress.CatalogTarget;
import dev.sallyport.filters.egress.UpstreamTargets;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.injection.ConnectionVariables;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.template.Template;
import dev.sallyport.filters.template.Variables;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a provider's pages and endpoints for authorization are, for one connection. */
public final class AuthorizationTargets {

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
