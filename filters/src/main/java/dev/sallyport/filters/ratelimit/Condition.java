// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Something that an answer must say.
 *
 * @param equal the whole value; null for any
 * @param matches found in the value; null for any
 */
public record Condition(
        Source source, @Nullable String equal, @Nullable Pattern matches) {

    boolean readsBody() {
        return source instanceof Source.Body;
    }

    boolean holds(Answer answer) {
        for (String text : answer.texts(source)) {
            if ((equal == null || equal.equals(text.strip()))
                    && (matches == null || matches.matcher(text).find())) {
                return true;
            }
        }
        return false;
    }
}
