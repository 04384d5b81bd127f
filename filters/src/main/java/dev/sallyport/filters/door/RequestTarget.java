// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a path with its query may be joined to a provider's base URL. The caller's bytes go upstream as they
 * are, so everything that some server on the way could read as "one level up" is refused here, not resolved.
 */
final class RequestTarget {

    /** What became of a target. */
    public sealed interface Verdict {}

    /** Harmless, and {@link java.net.URI} takes it as it is. */
    public record Accepted() implements Verdict {}

    /**
     * Harmless, but {@link java.net.URI} would refuse it.
     *
     * @param uri the same with the offending characters percent-encoded, for whoever needs a {@link java.net.URI}
     */
    public record Encoded(String uri) implements Verdict {}

    /**
     * Not to be sent anywhere.
     *
     * @param reason fixed text: nothing of the target is repeated
     */
    public record Refused(String reason) implements Verdict {}

    private static final Accepted ACCEPTED = new Accepted();
    private static final Refused CONTROL = new Refused("request target: control byte, also encoded");
    private static final Refused FRAGMENT = new Refused("request target: has a fragment (expected: path and query)");
    private static final Refused BACKSLASH = new Refused("request target: backslash in the path (expected: %5C)");
    private static final Refused CLIMBS = new Refused("request target: dot-dot segment, also encoded");

    /** Encoded once, encoded twice, and once more for a chain of two lenient servers. */
    private static final int DECODE_ROUNDS = 3;

    private RequestTarget() {}

    /** @param target path and optional query, as in the request line */
    public static Verdict check(String target) {
        int query = target.indexOf('?');
        int pathEnd = query < 0 ? target.length() : query;
        Refused refused = refusal(target, pathEnd);
        if (refused != null) {
            return refused;
        }
        return isUri(target, pathEnd) ? ACCEPTED : new Encoded(encode(target, pathEnd));
    }

    private static @Nullable Refused refusal(String target, int pathEnd) {
        boolean suspicious = target.startsWith("..");
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                return CONTROL;
            }
            if (c == '#') {
                return FRAGMENT;
            }
            if (i < pathEnd) {
                if (c == '\\') {
                    return BACKSLASH;
                }
                suspicious |= c == '%' || (c == '.' && i > 0 && target.charAt(i - 1) == '/');
            }
        }
        return suspicious ? refusalDecoded(target.substring(0, pathEnd)) : null;
    }

    private static @Nullable Refused refusalDecoded(String path) {
        String decoded = path;
        for (int round = 0; ; round++) {
            if (climbs(decoded)) {
                return CLIMBS;
            }
            if (round == DECODE_ROUNDS || decoded.indexOf('%') < 0) {
                return null;
            }
            decoded = decode(decoded);
            if (decoded.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
                return CONTROL;
            }
        }
    }

    /** Also {@code ..;x}: servers that know path parameters drop them before they resolve. */
    private static boolean climbs(String path) {
        for (int dots = path.indexOf(".."); dots >= 0; dots = path.indexOf("..", dots + 1)) {
            boolean starts = dots == 0 || isSeparator(path.charAt(dots - 1));
            int end = dots + 2;
            if (starts
                    && (end == path.length()
                            || ";?#".indexOf(path.charAt(end)) >= 0
                            || isSeparator(path.charAt(end)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSeparator(char c) {
        return c == '/' || c == '\\';
    }

    /** One round of percent-decoding to bytes. Overlong UTF-8 is folded: {@code %c0%ae} is a dot to careless decoders. */
    private static String decode(String text) {
        StringBuilder decoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            int octet = octetAt(text, i);
            if (octet < 0) {
                decoded.append(text.charAt(i));
                continue;
            }
            i += 2;
            int next = octetAt(text, i + 1);
            if ((octet == 0xc0 || octet == 0xc1) && next >= 0x80 && next < 0xc0) {
                octet = ((octet & 0x1f) << 6) | (next & 0x3f);
                i += 3;
            }
            decoded.append((char) octet);
        }
        return decoded.toString();
    }

    /** The octet that is percent-encoded at an index, or -1. */
    private static int octetAt(String text, int index) {
        if (index + 2 >= text.length()
                || text.charAt(index) != '%'
                || !HexFormat.isHexDigit(text.charAt(index + 1))
                || !HexFormat.isHexDigit(text.charAt(index + 2))) {
            return -1;
        }
        return (HexFormat.fromHexDigit(text.charAt(index + 1)) << 4) | HexFormat.fromHexDigit(text.charAt(index + 2));
    }

    private static boolean isUri(String target, int pathEnd) {
        for (int i = 0; i < target.length(); i++) {
            if (!isUriAt(target, i, pathEnd)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUriAt(String target, int index, int pathEnd) {
        char c = target.charAt(index);
        if (c == '%') {
            return octetAt(target, index) >= 0;
        }
        return index < pathEnd ? Octets.isUriPath(c) : Octets.isUriQuery(c);
    }

    private static String encode(String target, int pathEnd) {
        StringBuilder encoded = new StringBuilder(target.length() + 16);
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (isUriAt(target, i, pathEnd)) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
            }
        }
        return encoded.toString();
    }
}
