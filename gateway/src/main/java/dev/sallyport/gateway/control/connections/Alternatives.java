// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connections;

import dev.sallyport.gateway.control.rules.Place;
import dev.sallyport.gateway.control.rules.Rule;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Several sets of an object's members of which one, at least, has to be there. A set is there in whole or not at all; null
 * counts as absent.
 */
record Alternatives(List<List<String>> sets) implements Rule {

    /** Of an object whose members have their own rules only. */
    static final Alternatives NONE = new Alternatives(List.of());

    static Alternatives of(List<String> one, List<String> other) {
        return new Alternatives(List.of(one, other));
    }

    @Override
    public void check(Object value, Place place) {
        if (!(value instanceof Map<?, ?> members) || sets.isEmpty()) {
            return;
        }
        boolean some = sets.stream().anyMatch(set -> given(set, members) == set.size());
        boolean halves = sets.stream().anyMatch(set -> given(set, members) > 0 && given(set, members) < set.size());
        if (!some || halves) {
            place.report("custom", "Invalid input: expected " + names());
        }
    }

    private static long given(List<String> set, Map<?, ?> members) {
        return set.stream().filter(name -> members.get(name) != null).count();
    }

    private String names() {
        return sets.stream().map(set -> String.join(" with ", set)).collect(Collectors.joining(", or "));
    }
}
