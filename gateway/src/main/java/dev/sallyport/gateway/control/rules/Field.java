// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.rules;

import java.util.Map;

/** A named member of an object and its rule: one row of an endpoint's table. */
public record Field(String name, Rule rule, boolean required) {

    public static Field required(String name, Rule rule) {
        return new Field(name, rule, true);
    }

    public static Field optional(String name, Rule rule) {
        return new Field(name, rule, false);
    }

    /** Checks the member of this name, if it is there or has to be. */
    public void checkIn(Map<?, ?> members, Place place) {
        if (members.containsKey(name)) {
            Object member = members.get(name);
            rule.check(member == null ? Gap.NULL : member, place.at(name));
        } else if (required) {
            rule.check(Gap.UNDEFINED, place.at(name));
        }
    }
}
