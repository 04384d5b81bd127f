// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the catalogue says of one field of {@code connection_config}, {@code credentials} or {@code integration_config}
 * (reference §5.2).
 *
 * @param automated filled by the authorization flow, not asked of anyone
 * @param values the allowed ones; empty when any
 */
public record FieldRule(
        String name,
        @Nullable String title,
        @Nullable Pattern pattern,
        boolean optional,
        boolean automated,
        boolean secret,
        @Nullable String defaultValue,
        List<String> values) {

    public FieldRule {
        values = List.copyOf(values);
    }
}
