// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.telemetry;

import dev.sallyport.filters.credential.SecretText;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Secret values to look for in a text, in the spellings in which they travel. */
final class KnownSecrets {

    /** A shorter value occurs by chance, and masking those places would tell what it is. */
    private static final int SHORTEST = 4;

    /** Of the table of beginnings; a power of two, large beside the spellings of a few secrets. */
    private static final int TABLE = 1 << 13;

    /** The longest first. */
    private final List<String> spellings;

    /** Says of nearly every place in a text that no secret begins there, without a look at the spellings. */
    private final BitSet beginnings = new BitSet(TABLE);

    private KnownSecrets(Stream<String> spellings) {
        this.spellings = spellings
                .filter(spelling -> spelling.length() >= SHORTEST)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        this.spellings.forEach(spelling -> beginnings.set(place(spelling, 0)));
    }

    static KnownSecrets of(Collection<SecretText> secrets) {
        return new KnownSecrets(spellings(secrets));
    }

    /** These and others. */
    KnownSecrets and(Collection<SecretText> others) {
        return new KnownSecrets(Stream.concat(spellings.stream(), spellings(others)));
    }

    boolean isEmpty() {
        return spellings.isEmpty();
    }

    /** Whether none is anywhere in the text. Sometimes says no although that is so. */
    boolean isAbsentFrom(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (mayBegin(text, at)) {
                return false;
            }
        }
        return true;
    }

    /** The longest secret that starts at {@code from} and ends at {@code to} at the latest; null when there is none. */
    @Nullable
    String longestAt(String text, int from, int to) {
        if (!mayBegin(text, from)) {
            return null;
        }
        for (String spelling : spellings) {
            if (from + spelling.length() <= to && text.startsWith(spelling, from)) {
                return spelling;
            }
        }
        return null;
    }

    /** Where in a text that broke off the beginning of a secret may stand, with which it ends; its length when there is none. */
    int brokenAt(String text) {
        int longest = spellings.isEmpty() ? 0 : spellings.getFirst().length();
        for (int at = Math.max(0, text.length() - longest + 1); at < text.length(); at++) {
            if (endsInsideOne(text, at)) {
                return at;
            }
        }
        return text.length();
    }

    private boolean endsInsideOne(String text, int at) {
        int length = text.length() - at;
        for (String spelling : spellings) {
            if (spelling.length() > length && spelling.regionMatches(0, text, at, length)) {
                return true;
            }
        }
        return false;
    }

    private boolean mayBegin(String text, int at) {
        return at + SHORTEST <= text.length() && beginnings.get(place(text, at));
    }

    private static int place(String text, int at) {
        int hash = text.charAt(at);
        for (int next = at + 1; next < at + SHORTEST; next++) {
            hash = hash * 31 + text.charAt(next);
        }
        return (hash ^ (hash >>> 13)) & (TABLE - 1);
    }

    private static Stream<String> spellings(Collection<SecretText> secrets) {
        return secrets.stream()
                .map(SecretText::reveal)
                .filter(secret -> secret.length() >= SHORTEST)
                .flatMap(Spellings::of);
    }
}
