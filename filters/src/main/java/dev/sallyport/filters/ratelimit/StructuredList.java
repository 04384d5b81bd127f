// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A list of strings with parameters, as structured fields write it (RFC 9651 §4.2). */
final class StructuredList {

    private static final int MAX_INTEGER_DIGITS = 15;

    private final String text;
    private int at;
    private boolean broken;

    private StructuredList(String text) {
        this.text = text;
    }

    /** @param parameters integers as {@link Long}, all else as the text it was */
    record Item(String name, Map<String, Object> parameters) {

        /** Null when it is missing or no integer. */
        @Nullable
        Long number(String parameter) {
            return parameters.get(parameter) instanceof Long number ? number : null;
        }

        /** Whether it is missing, or an integer that is not negative. */
        boolean isCountIfThere(String parameter) {
            Object value = parameters.get(parameter);
            return value == null || (value instanceof Long number && number >= 0);
        }
    }

    /** Empty when any of it is malformed: such a field counts as absent. */
    static List<Item> parse(String text) {
        StructuredList list = new StructuredList(text);
        List<Item> items = list.items();
        return list.broken ? List.of() : items;
    }

    private List<Item> items() {
        List<Item> items = new ArrayList<>();
        blanks();
        while (!broken && at < text.length()) {
            items.add(new Item(string(), parameters()));
            blanks();
            if (at < text.length()) {
                expect(',');
                blanks();
                broken |= at == text.length();
            }
        }
        return items;
    }

    private Map<String, Object> parameters() {
        Map<String, Object> parameters = new HashMap<>();
        while (!broken && skip(';')) {
            blanks();
            String key = key();
            parameters.put(key, skip('=') ? value() : "?1");
        }
        return parameters;
    }

    private String key() {
        int start = at;
        char first = peek();
        broken |= !isLowerCase(first) && first != '*';
        while (isLowerCase(peek()) || NumberText.isDigit(peek()) || "_-.*".indexOf(peek()) >= 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private Object value() {
        char first = peek();
        if (first == '"') {
            return string();
        } else if (first == ':') {
            return bytes();
        } else if (first == '-' || NumberText.isDigit(first)) {
            return number();
        }
        return token();
    }

    private String string() {
        expect('"');
        StringBuilder value = new StringBuilder();
        while (!broken && peek() != '"') {
            char c = peek() == '\\' ? escaped() : peek();
            broken |= at >= text.length() || c < ' ' || c > '~';
            value.append(c);
            at++;
        }
        expect('"');
        return value.toString();
    }

    private char escaped() {
        at++;
        broken |= peek() != '"' && peek() != '\\';
        return peek();
    }

    private String bytes() {
        int end = text.indexOf(':', at + 1);
        for (int i = at + 1; i < end; i++) {
            char c = text.charAt(i);
            broken |= !isLetter(c) && !NumberText.isDigit(c) && "+/=".indexOf(c) < 0;
        }
        if (end < 0) {
            broken = true;
            return "";
        }
        String value = text.substring(at, end + 1);
        at = end + 1;
        return value;
    }

    /** A decimal stays text: nothing that is read here may be one. */
    private Object number() {
        int start = at;
        skip('-');
        int digits = at;
        while (NumberText.isDigit(peek())) {
            at++;
        }
        broken |= at == digits || at - digits > MAX_INTEGER_DIGITS;
        if (broken) {
            return "";
        }
        if (!skip('.')) {
            return Long.valueOf(text.substring(start, at));
        }
        broken |= !NumberText.isDigit(peek());
        while (NumberText.isDigit(peek())) {
            at++;
        }
        return text.substring(start, at);
    }

    /** Flags and dates are taken for tokens; nothing that is read here may be one. */
    private String token() {
        int start = at;
        broken |= !isLetter(peek()) && "*?@".indexOf(peek()) < 0;
        while (at < text.length() && peek() > ' ' && peek() <= '~' && "\",;".indexOf(peek()) < 0) {
            at++;
        }
        broken |= at == start;
        return text.substring(start, at);
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private boolean skip(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }

    private void expect(char c) {
        broken |= !skip(c);
    }

    private void blanks() {
        while (peek() == ' ' || peek() == '\t') {
            at++;
        }
    }

    private static boolean isLowerCase(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isLetter(char c) {
        return isLowerCase(c) || (c >= 'A' && c <= 'Z');
    }
}
