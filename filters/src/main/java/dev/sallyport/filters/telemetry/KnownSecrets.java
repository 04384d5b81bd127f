// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.telemetry;

import dev.sallyport.filters.credential.SecretText;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Secret values to look for in a text, in the spellings in which they travel. */
final class KnownSecrets {

    /** A shorter value occurs by chance, and masking those places would tell what it is. */
    private static final int SHORTEST = 4;

    /** Of the table of beginnings, as a power of two: large beside the spellings of a few secrets. */
    private static final int TABLE_BITS = 13;

    /** Spreads what differs in few bits (Knuth's multiplicative hashing). */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    /** The longest first. */
    private final List<String> spellings;

    /** Says of nearly every place in a text that no secret begins there, without a look at the spellings. */
    private final long[] beginnings = new long[(1 << TABLE_BITS) / Long.SIZE];

    private KnownSecrets(Stream<String> spellings) {
        this.spellings = spellings
                .filter(spelling -> spelling.length() >= SHORTEST)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        for (String spelling : this.spellings) {
            int place = place(firstFour(spelling, 0));
            beginnings[place / Long.SIZE] |= 1L << place;
        }
    }

    static KnownSecrets of(Collection<SecretText> secrets) {
        return new KnownSecrets(spellings(secrets));
    }

    /** These and others. */
    KnownSecrets and(Collection<SecretText> others) {
        return new KnownSecrets(Stream.concat(spellings.stream(), spellings(others)));
    }

    /** Whether none is anywhere in the text. Sometimes says no although that is so. */
    boolean isAbsentFrom(String text) {
        long four = 0;
        int end = spellings.isEmpty() ? 0 : text.length();
        for (int at = 0; at < end; at++) {
            four = (four << Character.SIZE) | text.charAt(at);
            if (at >= SHORTEST - 1 && isBeginning(four)) {
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
        return at + SHORTEST <= text.length() && isBeginning(firstFour(text, at));
    }

    private boolean isBeginning(long four) {
        int place = place(four);
        return ((beginnings[place / Long.SIZE] >>> place) & 1) != 0;
    }

    /** As many characters as fit into a number, which are as many as the shortest secret has. */
    private static long firstFour(String text, int at) {
        long four = 0;
        for (int next = at; next < at + SHORTEST; next++) {
            four = (four << Character.SIZE) | text.charAt(next);
        }
        return four;
    }

    private static int place(long four) {
        return (int) ((four * SPREAD) >>> (Long.SIZE - TABLE_BITS));
    }

    private static Stream<String> spellings(Collection<SecretText> secrets) {
        return secrets.stream()
                .map(SecretText::reveal)
                .filter(secret -> secret.length() >= SHORTEST)
                .flatMap(Spellings::of);
    }
}
