// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import dev.sallyport.filters.credential.SecretMap;

/**
 * A browser that is back.
 *
 * @param carried of the departure
 * @param redirectUri the same as then
 */
public record WayBack(CallbackQuery query, SecretMap carried, String redirectUri) {}
