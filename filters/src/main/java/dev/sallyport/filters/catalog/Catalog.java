// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All known providers, by name. Immutable: loaded once at start. */
public final class Catalog {

    private final Map<String, Provider> providers;

    public Catalog(Map<String, Provider> providers) {
        this.providers = Collections.unmodifiableMap(new LinkedHashMap<>(providers));
    }

    public @Nullable Provider find(String name) {
        return providers.get(name);
    }

    /** In the order of the files they came from. */
    public Collection<Provider> all() {
        return providers.values();
    }
}
