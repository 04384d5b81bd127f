// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.template.Template;
import dev.sallyport.filters.template.Variables;

/**
 * Where a URL of the catalogue's own leads, such as a token endpoint's. Unlike a base URL it is whole, and may have a query.
 *
 * @param target path and query in raw form, starting with a slash
 */
public record CatalogTarget(UpstreamOrigin origin, String target) {

    /**
     * @throws GatewayException {@code missing_connection_config} when a variable has no value,
     *     {@code base_url_override_not_allowed} when what comes out is no URL of the host that the template names
     */
    static CatalogTarget of(Template template, Variables variables) {
        String text = template.render(variables);
        if (text == null) {
            String variable = String.valueOf(template.firstMissing(variables));
            throw new GatewayException(
                            ErrorCode.MISSING_CONNECTION_CONFIG,
                            variable + ": no value (a URL of the provider's needs it)")
                    .with("variable", variable);
        }
        return switch (AbsoluteUrl.parse(text)) {
            case AbsoluteUrl.Valid(AbsoluteUrl url)
            when ConnectionBaseUrl.staysWithin(template, url.origin().host()) ->
                new CatalogTarget(url.origin(), url.target());
            case AbsoluteUrl.Valid other -> throw unusable("leaves the provider's domain");
            case AbsoluteUrl.Invalid(String reason) -> throw unusable(reason);
        };
    }

    private static GatewayException unusable(String reason) {
        return new GatewayException(
                ErrorCode.BASE_URL_OVERRIDE_NOT_ALLOWED,
                "URL of the provider: " + reason + " (expected: https://host…)");
    }
}
