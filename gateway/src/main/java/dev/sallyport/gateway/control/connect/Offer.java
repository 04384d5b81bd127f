// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connect;

import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.session.ConnectSession;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An integration that a session may connect, with what its end user has to be asked. */
record Offer(Integration integration, Provider provider, ConnectSession.Defaults decided, List<FormField> fields) {

    boolean isBySigningIn() {
        return ModeFields.isBySigningIn(provider.authMode());
    }

    Map<String, @Nullable Object> toJson() {
        String name = integration.displayName();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("unique_key", integration.uniqueKey());
        json.put("display_name", name == null ? provider.displayName() : name);
        json.put("provider", provider.name());
        json.put("provider_name", provider.displayName());
        json.put("flow", isBySigningIn() ? "authorize" : "form");
        json.put("docs", docs());
        json.put("fields", fields.stream().map(FormField::toJson).toList());
        return json;
    }

    private @Nullable Object docs() {
        String chosen = decided.docsConnect();
        return chosen == null ? provider.definition().get("docs_connect") : chosen;
    }
}
