// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connect;

import dev.sallyport.filters.catalog.AuthMode;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.integration.Integration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a mode needs to know of an account, whatever the provider says of it. */
final class ModeFields {

    /** Those whose credentials a provider hands out to whoever signs in there, which a form cannot ask for. */
    private static final Set<AuthMode> BY_SIGNING_IN =
            Set.of(AuthMode.OAUTH1, AuthMode.OAUTH2, AuthMode.MCP_OAUTH2, AuthMode.MCP_OAUTH2_GENERIC);

    /**
     * Those whose connections are imported by whoever holds an API key, and by nobody else: an app's key opens all its
     * installations, and the number of somebody else's is as easily typed as one's own (docs/adr/0012).
     */
    private static final Set<AuthMode> BY_IMPORT = Set.of(AuthMode.APP, AuthMode.CUSTOM);

    /** Settings of an integration that say how it assumes roles. */
    private static final List<String> STS = List.of("stsMode", "stsEndpointUrl", "awsAccessKeyId");

    private static final FormField USERNAME = FormField.plain("username", "User name");
    private static final FormField PASSWORD =
            FormField.plain("password", "Password").asSecret();

    private ModeFields() {}

    static boolean isBySigningIn(AuthMode mode) {
        return BY_SIGNING_IN.contains(mode);
    }

    static boolean isByImport(AuthMode mode) {
        return BY_IMPORT.contains(mode);
    }

    static List<FormField> of(Provider provider, Integration integration) {
        return switch (provider.authMode()) {
            case OAUTH1, OAUTH2, MCP_OAUTH2, MCP_OAUTH2_GENERIC, APP, CUSTOM, NONE -> List.of();
            case API_KEY -> List.of(FormField.plain("apiKey", "API key").asSecret());
            case BASIC, INSTALL_PLUGIN -> List.of(USERNAME, PASSWORD.asOptional());
            case SIGNATURE -> List.of(USERNAME, PASSWORD);
            case OAUTH2_CC -> client(provider);
            case TBA ->
                List.of(
                        FormField.plain("token_id", "Token ID"),
                        FormField.plain("token_secret", "Token secret").asSecret());
            case JWT, TWO_STEP ->
                provider.credentials().isEmpty()
                        ? List.of(FormField.plain("token", "Token").asSecret())
                        : List.of();
            case BILL ->
                List.of(
                        USERNAME,
                        PASSWORD,
                        FormField.plain("organization_id", "Organization ID"),
                        FormField.plain("dev_key", "Developer key").asSecret());
            case AWS_SIGV4 -> aws(integration);
        };
    }

    private static List<FormField> client(Provider provider) {
        List<FormField> pair = List.of(
                FormField.plain("client_id", "Client ID"),
                FormField.plain("client_secret", "Client secret").asSecret());
        return Boolean.TRUE.equals(provider.definition().get("require_client_certificate"))
                ? Stream.concat(pair.stream(), certificate()).toList()
                : pair;
    }

    private static Stream<FormField> certificate() {
        return Stream.of(
                FormField.plain("client_certificate", "Client certificate, in PEM")
                        .inLines(),
                FormField.plain("client_private_key", "Private key of the certificate, in PEM")
                        .inLines());
    }

    /** A role where the integration can assume one, else keys. */
    private static List<FormField> aws(Integration integration) {
        return STS.stream().anyMatch(integration.custom()::containsKey)
                ? List.of(
                        FormField.plain("role_arn", "ARN of the role"),
                        FormField.plain("external_id", "External ID").asOptional())
                : List.of(
                        FormField.plain("access_key_id", "Access key ID"),
                        FormField.plain("secret_access_key", "Secret access key")
                                .asSecret());
    }
}
