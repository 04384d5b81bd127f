// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

/**
 * Which paths a rule is for: literal, {@code *} for anything within a segment, and {@code /**} at the end for all that may
 * follow. Not a regular expression, since every call is matched.
 */
public final class PathPattern {

    private static final String REST = "/**";

    private final String head;
    private final boolean open;

    private PathPattern(String head, boolean open) {
        this.head = head;
        this.open = open;
    }

    /** @throws IllegalArgumentException when it does not start with a slash, or has {@code **} elsewhere than at its end */
    public static PathPattern of(String text) {
        boolean open = text.endsWith(REST);
        String head = open ? text.substring(0, text.length() - REST.length()) : text;
        if (!text.startsWith("/") || head.contains("**")) {
            throw new IllegalArgumentException(
                    "path: " + text + " (expected: /… with * in segments and /** at the end)");
        }
        return new PathPattern(head, open);
    }

    /** How much of the path the pattern names, without what a closing {@code /**} stands for; negative when it does not match. */
    int match(String path) {
        int at = 0;
        int expected = 0;
        int star = -1;
        int mark = 0;
        while (expected < head.length() || !endsAt(path, at)) {
            if (expected < head.length() && head.charAt(expected) == '*') {
                star = expected++;
                mark = at;
            } else if (expected < head.length() && at < path.length() && head.charAt(expected) == path.charAt(at)) {
                expected++;
                at++;
            } else if (star >= 0 && mark < path.length() && path.charAt(mark) != '/') {
                // The last star takes one more. Earlier ones need not: a segment's end fixes what they took.
                expected = star + 1;
                at = ++mark;
            } else {
                return -1;
            }
        }
        return at;
    }

    private boolean endsAt(String path, int at) {
        return at == path.length() || (open && path.charAt(at) == '/');
    }

    @Override
    public String toString() {
        return open ? head + REST : head;
    }
}
