// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.template;

import org.jspecify.annotations.Nullable;

/** Where a template's variables get their values. */
@FunctionalInterface
public interface Variables {

    /**
     * @param name as written between the braces, such as {@code connectionConfig.subdomain}
     * @return its value; null when there is none. Booleans and objects count as none (reference §2.6)
     */
    @Nullable
    String lookup(String name);
}
