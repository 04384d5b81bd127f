// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.template;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A part of a compiled template. Values are appended as they are: nothing that was looked up is ever parsed. */
sealed interface Node {

    /** Appends the value; false when something it needs is missing, and then what was appended means nothing. */
    boolean appendTo(StringBuilder out, Rendering rendering);

    default boolean writesControlCharacters() {
        return false;
    }

    /** Adds the names it may look up. */
    default void collect(Set<String> names) {}

    private static boolean append(StringBuilder out, @Nullable String value) {
        if (value != null) {
            out.append(value);
        }
        return value != null;
    }

    /** Text outside placeholders, and what pure functions made of such text. */
    record Literal(String value) implements Node {
        @Override
        public boolean writesControlCharacters() {
            return value.chars().anyMatch(Character::isISOControl);
        }

        @Override
        public boolean appendTo(StringBuilder out, Rendering rendering) {
            return append(out, value);
        }
    }

    /** {@code ${name}}. */
    record Variable(String name) implements Node {
        @Override
        public boolean appendTo(StringBuilder out, Rendering rendering) {
            return append(out, rendering.need(name));
        }

        @Override
        public void collect(Set<String> names) {
            names.add(name);
        }
    }

    /** The variables that always have a value: {@code ${random}}, {@code ${now}}, {@code ${endpoint}}. */
    enum Given implements Node {
        RANDOM,
        NOW,
        ENDPOINT;

        @Override
        public boolean appendTo(StringBuilder out, Rendering rendering) {
            return append(
                    out,
                    switch (this) {
                        case RANDOM -> rendering.random();
                        case NOW -> rendering.now();
                        case ENDPOINT -> rendering.orEmpty("endpoint");
                    });
        }

        @Override
        public void collect(Set<String> names) {
            names.add(
                    switch (this) {
                        case RANDOM -> "random";
                        case NOW -> "now";
                        case ENDPOINT -> "endpoint";
                    });
        }
    }

    /** {@code ${now:FORMAT}} and {@code ${now+N:unit:FORMAT}}. */
    record Time(TimeShift shift, TimeFormat format) implements Node {
        @Override
        public boolean appendTo(StringBuilder out, Rendering rendering) {
            OffsetDateTime time = rendering.time();
            if (time != null) {
                format.appendTo(out, shift.from(time));
            }
            return time != null;
        }

        @Override
        public void collect(Set<String> names) {
            names.add("now");
        }
    }

    /** Parts one after the other. */
    record Sequence(List<Node> parts) implements Node {
        @Override
        public boolean writesControlCharacters() {
            return parts.stream().anyMatch(Node::writesControlCharacters);
        }

        @Override
        public boolean appendTo(StringBuilder out, Rendering rendering) {
            for (Node part : parts) {
                if (!part.appendTo(out, rendering)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void collect(Set<String> names) {
            parts.forEach(part -> part.collect(names));
        }
    }

    /** {@code left || right}: the left when it resolves to some text, else the right. */
    record Fallback(Node left, Node right) implements Node {
        @Override
        public boolean writesControlCharacters() {
            return left.writesControlCharacters() || right.writesControlCharacters();
        }

        @Override
        public boolean appendTo(StringBuilder out, Rendering rendering) {
            int start = out.length();
            if (left.appendTo(out, rendering) && out.length() > start) {
                return true;
            }
            out.setLength(start);
            return right.appendTo(out, rendering);
        }

        @Override
        public void collect(Set<String> names) {
            left.collect(names);
            right.collect(names);
        }
    }

    /** {@code ${operator(arguments)}}. */
    record Call(Operator operator, List<Node> arguments) implements Node {
        @Override
        public boolean appendTo(StringBuilder out, Rendering rendering) {
            String[] values = new String[arguments.size()];
            for (int i = 0; i < values.length; i++) {
                StringBuilder argument = new StringBuilder();
                if (!arguments.get(i).appendTo(argument, rendering)) {
                    return false;
                }
                values[i] = argument.toString();
            }
            String value = operator.apply(values, rendering);
            return append(out, value == null ? rendering.missing(operator.functionName()) : value);
        }

        @Override
        public void collect(Set<String> names) {
            arguments.forEach(argument -> argument.collect(names));
            names.addAll(operator.variables());
        }
    }
}
