// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The values of one label: the first so many are named, all later ones are {@code other}. */
final class BoundedLabel {

    static final String OTHER = "other";
    static final String NONE = "none";

    /** Stands for a host that may hold a secret. */
    static final String HIDDEN = "(hidden)";

    private final int limit;
    private final Set<String> named = ConcurrentHashMap.newKeySet();

    BoundedLabel(int limit) {
        this.limit = limit;
    }

    String of(@Nullable String value) {
        if (value == null) {
            return NONE;
        }
        return named.contains(value) || admits(value) ? value : OTHER;
    }

    /** Without the lock on a full label, which is where a flood of new values arrives. */
    private boolean admits(String value) {
        if (named.size() >= limit) {
            return false;
        }
        synchronized (named) {
            return named.size() < limit ? named.add(value) || named.contains(value) : named.contains(value);
        }
    }
}
