// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.access;

import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names an API key may see. No list means every name; what is outside a list is answered as if it did not exist.
 *
 * @param names the allowed names, or null for all
 */
public record AllowList(@Nullable Set<String> names) {

    public static final AllowList EVERYTHING = new AllowList(null);

    public AllowList {
        names = names == null ? null : Set.copyOf(names);
    }

    /** A null or empty collection allows everything: a key that may see nothing has no use. */
    public static AllowList of(@Nullable Collection<String> names) {
        return names == null || names.isEmpty() ? EVERYTHING : new AllowList(Set.copyOf(names));
    }

    public boolean allows(String name) {
        return names == null || names.contains(name);
    }
}
