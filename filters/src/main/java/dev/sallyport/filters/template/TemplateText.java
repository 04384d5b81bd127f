// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.template;

import org.jspecify.annotations.Nullable;

/** The text of a template, and where its placeholders begin and end. Bounded in length and depth. */
final class TemplateText {

    static final String OPEN = "${";

    private static final int MAX_LENGTH = 16_384;
    private static final int MAX_DEPTH = 16;

    private final String text;

    TemplateText(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new TemplateException("template: " + text.length() + " characters (expected: <= " + MAX_LENGTH + ")");
        }
        this.text = text;
    }

    int length() {
        return text.length();
    }

    char at(int index) {
        return text.charAt(index);
    }

    String between(int from, int to) {
        return text.substring(from, to);
    }

    /** Where the next placeholder of the range opens; its end when there is none. */
    int nextOpen(int from, int to) {
        int open = text.indexOf(OPEN, from);
        return open < 0 ? to : Math.min(open, to);
    }

    /** First place of the mark outside placeholders; -1 when there is none. */
    int find(String mark, int from, int to, int depth) {
        int at = from;
        while (at < to) {
            if (text.startsWith(mark, at)) {
                return at;
            }
            at = text.startsWith(OPEN, at) ? endOfPlaceholder(at, depth) : at + 1;
        }
        return -1;
    }

    boolean hasPlaceholder(int from, int to) {
        return nextOpen(from, to) < to;
    }

    /** The place behind the closing brace. */
    int endOfPlaceholder(int open, int depth) {
        int start = open + OPEN.length();
        Operator operator = operatorAt(start);
        int at = start;
        while (at < text.length()) {
            if (operator == null) {
                if (text.charAt(at) == '{') {
                    throw error("brace in a variable name", at, "}");
                } else if (text.charAt(at) == '}') {
                    return at + 1;
                }
                at++;
            } else if (text.startsWith(")}", at)) {
                return at + 2;
            } else {
                at = text.startsWith(OPEN, at) ? endOfPlaceholder(at, deeper(depth, at)) : at + 1;
            }
        }
        throw error("unclosed ${", open, operator == null ? "}" : ")}");
    }

    /** Null when no function starts here. */
    @Nullable
    Operator operatorAt(int start) {
        int at = start;
        while (at < text.length() && isNamePart(text.charAt(at))) {
            at++;
        }
        if (at == start || at == text.length() || text.charAt(at) != '(') {
            return null;
        }
        Operator operator = Operator.named(text.substring(start, at));
        if (operator == null) {
            throw error("unknown function", start, "base64, sha256Hex, sha256Base64, hmacSha1Hex, …");
        }
        return operator;
    }

    /** The operator of an argument such as {@code base64(x)}, a call without braces of its own. */
    @Nullable
    Operator bareOperatorAt(int from, int to, int depth) {
        int paren = text.indexOf('(', from);
        Operator operator = paren < 0 || paren >= to ? null : Operator.named(text.substring(from, paren));
        if (operator == null || text.charAt(to - 1) != ')') {
            return null;
        }
        int open = 0;
        for (int at = paren; at < to; at++) {
            if (text.startsWith(OPEN, at)) {
                at = endOfPlaceholder(at, depth) - 1;
            } else if (text.charAt(at) == '(') {
                open++;
            } else if (text.charAt(at) == ')' && --open == 0) {
                return at == to - 1 ? operator : null;
            }
        }
        return null;
    }

    int deeper(int depth, int at) {
        if (depth >= MAX_DEPTH) {
            throw error("nesting", at, "at most " + MAX_DEPTH + " levels");
        }
        return depth + 1;
    }

    private static boolean isNamePart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }

    int skipBlank(int from, int to) {
        int at = from;
        while (at < to && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    int skipBlankBack(int from, int to) {
        int at = to;
        while (at > from && Character.isWhitespace(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    // Never quotes the template: an integration's own may hold a secret.
    static TemplateException error(String what, int at, String expected) {
        return new TemplateException("template: " + what + " at " + (at + 1) + " (expected: " + expected + ")");
    }
}
