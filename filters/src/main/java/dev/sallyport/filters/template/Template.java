// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.template;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A compiled template (reference §2.6, resolver R1). Immutable; nothing is parsed when it renders. */
public final class Template {

    private final String text;

    private Template(String text) {
        this.text = text;
    }

    /**
     * @throws TemplateException when the text is no valid template; says what and where
     */
    public static Template compile(String text) {
        return new Template(text);
    }

    /** The text it was compiled from. */
    public String text() {
        return text;
    }

    /** Whether it renders to the same text always. */
    public boolean isConstant() {
        return false;
    }

    /** Names of all variables it may look up. */
    public Set<String> variables() {
        return Set.of();
    }

    /** The rendered text; null when a variable that it needs has no value. */
    public @Nullable String render(Variables variables) {
        return null;
    }

    /** The first variable that keeps it from rendering; null when it renders. */
    public @Nullable String firstMissing(Variables variables) {
        return null;
    }
}
