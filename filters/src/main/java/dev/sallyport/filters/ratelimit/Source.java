// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import io.netty.util.AsciiString;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where an answer says something. */
public sealed interface Source {

    /**
     * A header.
     *
     * @param member which of its {@code name=value} pairs; null for the whole value
     */
    record Header(AsciiString name, @Nullable String member) implements Source {}

    /**
     * A value of a JSON body.
     *
     * @param path member names from the outside in; arrays on the way count as each of their elements
     */
    record Body(List<String> path) implements Source {

        public Body {
            path = List.copyOf(path);
        }
    }

    /** Its path in bodies, if it is there and in one. */
    static Stream<List<String>> bodyPath(@Nullable Source source) {
        return source instanceof Body(List<String> path) ? Stream.of(path) : Stream.empty();
    }
}
