// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.AwsCredential;
import dev.sallyport.filters.integration.Integration;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How an integration has roles assumed (reference §3.8), by names of its settings; a connection may bring values of its own. */
final class StsSettings {

    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");

    private final Integration integration;
    private final Connection connection;
    private final AwsCredential.Scope scope;

    StsSettings(Integration integration, Connection connection, AwsCredential.Scope scope) {
        this.integration = integration;
        this.connection = connection;
        this.scope = scope;
    }

    /** Whether an endpoint of the operator's own assumes roles, instead of AWS's. */
    boolean isCustom() {
        String mode = integration.setting("stsMode");
        return mode == null ? endpoint() != null : !mode.equals("builtin");
    }

    @Nullable
    String endpoint() {
        return integration.setting("stsEndpointUrl");
    }

    /** Null when none is named, or no region could be called so. */
    @Nullable
    String region() {
        String region = first(scope.region(), ofConnection("region"), integration.setting("defaultRegion"));
        return region != null && REGION.matcher(region).matches() ? region : null;
    }

    @Nullable
    String service() {
        return first(scope.service(), ofConnection("service"), integration.setting("service"));
    }

    @Nullable
    String accessKeyId() {
        return first(ofConnection("awsAccessKeyId"), integration.setting("awsAccessKeyId"), null);
    }

    @Nullable
    String secretAccessKey() {
        return first(ofConnection("awsSecretAccessKey"), integration.setting("awsSecretAccessKey"), null);
    }

    /** What the operator's own endpoint knows us by. */
    HttpHeaders authorization() {
        HttpHeaders headers = TokenCall.noHeaders();
        switch (String.valueOf(integration.setting("stsAuthType"))) {
            case "api_key" -> {
                String name = first(integration.setting("stsAuthHeader"), "x-api-key", null);
                String key = integration.setting("stsApiKey");
                if (key != null && name != null && HEADER.matcher(name).matches()) {
                    headers.set(name, key);
                }
            }
            case "basic" -> {
                String user = first(integration.setting("stsAuthUsername"), "", null);
                String password = first(integration.setting("stsAuthPassword"), "", null);
                byte[] pair = (user + ":" + password).getBytes(UTF_8);
                headers.set(
                        HttpHeaderNames.AUTHORIZATION,
                        "Basic " + Base64.getEncoder().encodeToString(pair));
            }
            default -> {}
        }
        return headers;
    }

    private @Nullable String ofConnection(String name) {
        return connection.connectionConfig().get(name) instanceof String text && !text.isBlank() ? text : null;
    }

    private static @Nullable String first(@Nullable String one, @Nullable String other, @Nullable String last) {
        if (one != null) {
            return one;
        }
        return other == null ? last : other;
    }
}
