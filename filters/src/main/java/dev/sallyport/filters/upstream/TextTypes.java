// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import java.util.Locale;

/** Media types of bodies that people read. */
public final class TextTypes {

    private TextTypes() {}

    /** @param contentType with or without parameters */
    public static boolean contain(String contentType) {
        int end = contentType.indexOf(';');
        String type =
                (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return type.startsWith("text/")
                || type.endsWith("json")
                || type.endsWith("xml")
                || type.endsWith("javascript")
                || type.equals("application/x-www-form-urlencoded");
    }
}
