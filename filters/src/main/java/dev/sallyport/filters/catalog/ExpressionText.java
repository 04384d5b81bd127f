// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Regular expressions that are looked for in answers, which anyone may have written: RE2's, in linear time. The public
 * catalogue has some that were copied with JavaScript's slashes and flags around them.
 */
final class ExpressionText {

    private static final String FLAGS = "dgimsuvy";

    private ExpressionText() {}

    static Pattern read(Field field) {
        String text = field.text();
        int end = text.lastIndexOf('/');
        boolean isLiteral = text.startsWith("/") && end > 0 && isFlags(text, end + 1);
        try {
            return isLiteral
                    ? Pattern.compile(text.substring(1, end).replace("\\/", "/"), flags(text.substring(end + 1)))
                    : Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw field.unexpected("a regular expression of RE2");
        }
    }

    private static boolean isFlags(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (FLAGS.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    /** The others change nothing here. */
    private static int flags(String letters) {
        return (letters.contains("i") ? Pattern.CASE_INSENSITIVE : 0)
                | (letters.contains("m") ? Pattern.MULTILINE : 0)
                | (letters.contains("s") ? Pattern.DOTALL : 0);
    }
}
