// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.template;

/** A text that is no valid template. The message says what was found and what was expected. */
public final class TemplateException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TemplateException(String message) {
        super(message);
    }
}
