// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.access;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * The scopes of an API key, such as {@code environment:proxy}. A scope that ends in {@code :*} grants everything below
 * its prefix.
 */
public final class Scopes {

    public static final String PROXY = "environment:proxy";

    /** To read records of calls. */
    public static final String ACTIVITY = "activity:read";

    private final Set<String> granted;
    private final boolean proxy;

    private Scopes(Set<String> granted) {
        this.granted = granted;
        this.proxy = matches(PROXY);
    }

    public static Scopes of(Collection<String> granted) {
        return new Scopes(Set.copyOf(granted));
    }

    /** Every scope there is. */
    public static Scopes all() {
        return of(Set.of("environment:*", "quota:read", "activity:read"));
    }

    public boolean allow(String required) {
        return required.equals(PROXY) ? proxy : matches(required);
    }

    /** The granted scopes, sorted, as the API shows them. */
    public Set<String> granted() {
        return new TreeSet<>(granted);
    }

    private boolean matches(String required) {
        if (granted.contains(required)) {
            return true;
        }
        for (int colon = required.lastIndexOf(':'); colon > 0; colon = required.lastIndexOf(':', colon - 1)) {
            if (granted.contains(required.substring(0, colon) + ":*")) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return granted().toString();
    }
}
