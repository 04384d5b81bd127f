// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.integrations;

import dev.sallyport.filters.integration.Integration;
import dev.sallyport.gateway.control.http.WireTime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An integration as the API shows it (reference §6.3). */
final class IntegrationJson {

    private IntegrationJson() {}

    static Map<String, @Nullable Object> write(Integration integration) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("unique_key", integration.uniqueKey());
        json.put("provider", integration.provider());
        json.put("display_name", integration.displayName());
        json.put("logo", "/images/template-logos/" + integration.provider() + ".svg");
        json.put("forward_webhooks", integration.forwardWebhooks());
        json.put("gateway", GatewayOptionsJson.write(integration.gateway()));
        json.put("created_at", WireTime.zulu(integration.createdAt()));
        json.put("updated_at", WireTime.zulu(integration.updatedAt()));
        return json;
    }
}
