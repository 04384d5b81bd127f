// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.http;

import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.session.ConnectSession;

/** A call made with a connect session's token. */
public record SessionCall(ConnectSession session, SecretText token, JsonObject body) {}
