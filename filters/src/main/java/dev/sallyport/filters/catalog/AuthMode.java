// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

/** How a provider authenticates, {@code auth_mode} in the catalogue (reference §3.1). */
public enum AuthMode {
    OAUTH1,
    OAUTH2,
    OAUTH2_CC,
    BASIC,
    API_KEY,
    CUSTOM,
    APP,
    NONE,
    TBA,
    JWT,
    BILL,
    TWO_STEP,
    SIGNATURE,
    MCP_OAUTH2,
    MCP_OAUTH2_GENERIC,
    INSTALL_PLUGIN,
    AWS_SIGV4;

    /** The type its credentials are stored under: {@code OAUTH2} for the MCP modes, {@code BASIC} for plug-ins. */
    public String storedType() {
        return switch (this) {
            case MCP_OAUTH2, MCP_OAUTH2_GENERIC -> OAUTH2.name();
            case INSTALL_PLUGIN -> BASIC.name();
            default -> name();
        };
    }
}
