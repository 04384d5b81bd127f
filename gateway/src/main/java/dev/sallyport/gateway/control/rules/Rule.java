// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.rules;

/** What one JSON value must be like. Reports everything it finds wrong and never echoes a value. */
@FunctionalInterface
public interface Rule {

    /** @param value as the JSON reader made it; JSON null and absent have their own marks, so no rule ever meets null */
    void check(Object value, Place place);

    /** Both rules, this one first. */
    default Rule and(Rule other) {
        return (value, place) -> {
            check(value, place);
            other.check(value, place);
        };
    }

    /** The same rule, with JSON null allowed too. */
    default Rule orNull() {
        return (value, place) -> {
            if (!value.equals(Gap.NULL)) {
                check(value, place);
            }
        };
    }
}
