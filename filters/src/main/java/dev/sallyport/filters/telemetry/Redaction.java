// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.telemetry;

import dev.sallyport.filters.credential.SecretText;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes texts fit for logs, spans and activity records. Masks what looks like a secret (user information of URLs, values of
 * parameters with secret names) and what is known to be one. Never throws, answers at most {@link #MAX_LENGTH} characters,
 * and changes nothing the second time. Not for the hot path, {@link #path} excepted.
 */
public final class Redaction {

    /** What stands where a secret was. */
    public static final String MASK = "[redacted]";

    /** Characters of the longest answer; the rest of a longer text is dropped. */
    public static final int MAX_LENGTH = 8192;

    /** Knows no secret values, only what they look like. */
    public static final Redaction BY_SHAPE = new Redaction(KnownSecrets.of(List.of()));

    /** What is longer is no word that could be left out. */
    private static final int LONGEST_WORD = 256;

    private static final String SPACE = " \t\r\n\"`<>";
    private static final String ENDS_AUTHORITY = SPACE + "/\\?#";
    private static final String ENDS_VALUE = SPACE + "'(){}|&;#";
    private static final String ENDS_WORD = SPACE + "'(){}[]|,;&";
    private static final String STARTS_NAME = ENDS_VALUE + "?/,=";

    private final KnownSecrets known;
    private final int maxLength;

    private Redaction(KnownSecrets known) {
        this(known, MAX_LENGTH);
    }

    private Redaction(KnownSecrets known, int maxLength) {
        this.known = known;
        this.maxLength = maxLength;
    }

    /** Also masks these values, plain, percent-encoded, JSON-escaped, in Base64 or hexadecimal. */
    public static Redaction of(Collection<SecretText> secrets) {
        return new Redaction(KnownSecrets.of(secrets));
    }

    /** Masks these values as well. */
    public Redaction and(Collection<SecretText> secrets) {
        return new Redaction(known.and(secrets), maxLength);
    }

    /** The same for texts of up to so many characters, where somebody asked for a whole one. */
    public Redaction upTo(int characters) {
        return new Redaction(known, characters);
    }

    /** Whether a header's value may be logged at all. Unknown names may not. */
    public static boolean isLoggable(String headerName) {
        return LoggableHeaders.contain(headerName);
    }

    /** The value of a loggable header without secrets; the mask for any other header. */
    public String header(String name, String value) {
        return isLoggable(name) ? text(value) : MASK;
    }

    /** A URL, a query, an exception's message or any other text without secrets. */
    public String text(String text) {
        if (isPlain(text)) {
            return text;
        }
        String before = text;
        String after = maskOnce(before);
        // Masking one place may lay another one open; every round leaves fewer unmasked characters, so this ends.
        while (!after.equals(before)) {
            before = after;
            after = maskOnce(before);
        }
        return after;
    }

    /**
     * As {@link #text} for the beginning of something longer. Ends before its last word, which may be a part of a secret, and says
     * by an ellipsis that there was more.
     */
    public String beginning(String text) {
        int end = text.length();
        while (end > 0 && ENDS_WORD.indexOf(text.charAt(end - 1)) < 0) {
            end--;
        }
        boolean oneWord = text.length() - end > LONGEST_WORD;
        String whole = oneWord ? text : text.substring(0, end);
        return text(whole.substring(0, known.brokenAt(whole))) + "…";
    }

    /** The path of a request target without query, fragment and secrets. */
    public String path(String target) {
        int end = 0;
        while (end < target.length() && target.charAt(end) != '?' && target.charAt(end) != '#') {
            end++;
        }
        return text(target.substring(0, end));
    }

    /** Most texts are, and need not be taken apart. */
    private boolean isPlain(String text) {
        return text.length() <= maxLength && text.indexOf('=') < 0 && text.indexOf('@') < 0 && known.isAbsentFrom(text);
    }

    private String maskOnce(String text) {
        return maskKnown(maskNamed(maskUserinfo(text)));
    }

    /** {@code //user@} and {@code user:password@}, with or without a URL around them. */
    private static String maskUserinfo(String text) {
        StringBuilder masked = new StringBuilder();
        int copied = 0;
        for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
            at = text.lastIndexOf('@', endOf(text, at, ENDS_AUTHORITY));
            int from = startOfUserinfo(text, at);
            if (from < at) {
                masked.append(text, copied, from).append(MASK);
                copied = at;
            }
        }
        return copied == 0 ? text : masked.append(text, copied, text.length()).toString();
    }

    /** A password may hold anything that does not end an authority, so only the user before its colon is searched. */
    private static int startOfUserinfo(String text, int at) {
        int authority = startOf(text, at, ENDS_AUTHORITY);
        int colon = text.substring(authority, at).indexOf(':');
        if (authority >= 2 && text.startsWith("//", authority - 2)) {
            return authority;
        }
        return colon < 0 ? at : Math.max(authority, startOf(text, authority + colon, STARTS_NAME));
    }

    /** {@code name=value} where the name is one of a secret. */
    private static String maskNamed(String text) {
        StringBuilder masked = new StringBuilder();
        int copied = 0;
        for (int equals = text.indexOf('='); equals >= 0; equals = text.indexOf('=', equals + 1)) {
            int name = Math.max(copied, startOf(text, equals, STARTS_NAME));
            if (equals >= copied && SecretNames.contain(text.substring(name, equals))) {
                int value =
                        text.startsWith("\"", equals + 1) || text.startsWith("'", equals + 1) ? equals + 2 : equals + 1;
                masked.append(text, copied, value).append(MASK);
                copied = endOf(text, value, ENDS_VALUE);
            }
        }
        return copied == 0 ? text : masked.append(text, copied, text.length()).toString();
    }

    private static int startOf(String text, int end, String delimiters) {
        int start = end;
        while (start > 0 && delimiters.indexOf(text.charAt(start - 1)) < 0) {
            start--;
        }
        return start;
    }

    private static int endOf(String text, int from, String delimiters) {
        int end = from;
        while (end < text.length() && delimiters.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    /** Masks that are there already stay whole, whatever the secrets are. */
    private String maskKnown(String text) {
        if (text.length() <= maxLength && known.isAbsentFrom(text)) {
            return text;
        }
        StringBuilder masked = new StringBuilder(Math.min(text.length(), maxLength));
        int mask = nextMask(text, 0);
        int at = 0;
        while (at < text.length()) {
            @Nullable String found = at == mask ? MASK : known.longestAt(text, at, mask);
            if (masked.length() + (found == null ? 1 : MASK.length()) > maxLength) {
                break;
            }
            if (found == null) {
                masked.append(text.charAt(at++));
            } else {
                masked.append(MASK);
                at += found.length();
                mask = nextMask(text, at);
            }
        }
        return masked.toString();
    }

    private static int nextMask(String text, int from) {
        int at = text.indexOf(MASK, from);
        return at < 0 ? text.length() : at;
    }
}
