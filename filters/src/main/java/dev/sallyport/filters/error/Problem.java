// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.error;

import java.util.List;

/**
 * One broken rule of a request, an element of {@code error.errors}.
 *
 * @param code kind of rule, in the reference's words ({@code invalid_type}, {@code too_big}, {@code custom} …)
 * @param message what was found and what was expected; never a secret value
 * @param path where: a header name, or field names and array indexes from the outside in
 */
public record Problem(String code, String message, List<Object> path) {

    public Problem {
        path = List.copyOf(path);
    }

    public static Problem at(String code, String message, Object... path) {
        return new Problem(code, message, List.of(path));
    }
}
