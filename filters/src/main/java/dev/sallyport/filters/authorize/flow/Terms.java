// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import java.util.Map;

/**
 * What the gateway adds to an authorization.
 *
 * @param state must come back with the browser
 * @param redirectUri where it comes back to
 * @param params wanted by whoever made the session, added to the provider's own
 */
public record Terms(String state, String redirectUri, Map<String, String> params) {

    public Terms {
        params = Map.copyOf(params);
    }

    /** The state is a secret of its browser as long as it counts. */
    @Override
    public String toString() {
        return "Terms[redirectUri=" + redirectUri + ", params=" + params.keySet() + "]";
    }
}
