// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.http;

import dev.sallyport.gateway.control.rules.Field;
import dev.sallyport.gateway.control.rules.ObjectRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint asks of a call before it looks at anything.
 *
 * @param scopes any one of them suffices; none: every key may
 * @param query no parameters unless said otherwise
 * @param body null when the endpoint reads none
 */
public record Operation(
        List<String> scopes, ObjectRule query, @Nullable ObjectRule body) {

    public static Operation needing(String... scopes) {
        return new Operation(List.of(scopes), ObjectRule.NOTHING, null);
    }

    public Operation query(Field... parameters) {
        return new Operation(scopes, ObjectRule.of(parameters), body);
    }

    public Operation body(ObjectRule rule) {
        return new Operation(scopes, query, rule);
    }
}
