// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import org.jspecify.annotations.Nullable;

/** A catalogue that cannot be loaded. Its message is one line: file, line, provider and field, what is there, what should be. */
public final class CatalogException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CatalogException(String message, @Nullable Throwable cause) {
        super(message.replaceAll("\\p{Cntrl}+", " "), cause);
    }

    CatalogException(Place place, String message) {
        this(place + ": " + message, null);
    }
}
