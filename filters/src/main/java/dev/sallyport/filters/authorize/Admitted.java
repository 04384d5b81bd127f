// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize;

import dev.sallyport.filters.authorize.flow.AuthorizationFlow;
import dev.sallyport.filters.refresh.Subject;
import java.util.Map;

/**
 * An authorization that may be made.
 *
 * @param subject its connection is the stored one, or one without a credential that would be created
 * @param reconnects whether the connection is stored already and has to be
 * @param params wanted by whoever made the session
 */
record Admitted(Subject subject, AuthorizationFlow flow, boolean reconnects, Map<String, String> params) {}
