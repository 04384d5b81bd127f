// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import java.util.BitSet;

/** A set of ASCII characters that a header value may consist of. */
final class CharacterSet {

    private final BitSet members = new BitSet(128);
    private final String description;

    private CharacterSet(String others) {
        members.set('a', 'z' + 1);
        members.set('A', 'Z' + 1);
        members.set('0', '9' + 1);
        others.chars().forEach(members::set);
        this.description = "letters, digits and " + others;
    }

    static CharacterSet lettersDigitsAnd(String others) {
        return new CharacterSet(others);
    }

    boolean containsAll(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!members.get(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return description;
    }
}
