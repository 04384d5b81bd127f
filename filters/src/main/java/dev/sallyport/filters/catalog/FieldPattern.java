// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression of a catalogue, matched against values that anyone may have written, in bounded time.
 *
 * <p>RE2 takes linear time. It has no look-around and no back-references; expressions that need those run on the JDK's
 * engine with a budget of steps, and a value that spends it does not match.
 */
public final class FieldPattern {

    private static final int MAX_VALUE_LENGTH = 8_192;
    private static final int MAX_STEPS = 250_000;

    private final String expression;
    private final Engine engine;

    private FieldPattern(String expression, Engine engine) {
        this.expression = expression;
        this.engine = engine;
    }

    /**
     * @throws IllegalArgumentException when it is no regular expression
     */
    public static FieldPattern compile(String expression) {
        try {
            return new FieldPattern(expression, engine(expression));
        } catch (PatternSyntaxException e) {
            return escapedTwice(expression);
        }
    }

    /** Whether the expression is found in the value; anchors in it say where, as in a JSON schema. */
    public boolean matches(String value) {
        return value.length() <= MAX_VALUE_LENGTH && engine.finds(value);
    }

    public String expression() {
        return expression;
    }

    @Override
    public String toString() {
        return expression;
    }

    private static Engine engine(String expression) {
        try {
            com.google.re2j.Pattern pattern = com.google.re2j.Pattern.compile(expression);
            return value -> pattern.matcher(value).find();
        } catch (com.google.re2j.PatternSyntaxException e) {
            return backtracking(expression);
        }
    }

    private static Engine backtracking(String expression) {
        Pattern pattern = Pattern.compile(expression);
        return value -> !endsInLineBreak(value) && findsWithinBudget(pattern, value);
    }

    /** The public catalogue has expressions that were escaped for YAML's double quotes and then written without them. */
    private static FieldPattern escapedTwice(String expression) {
        return new FieldPattern(expression, engine(expression.replace("\\\\", "\\")));
    }

    /** Here, unlike in RE2 and JavaScript, a dollar sign also stands before a last line break. */
    private static boolean endsInLineBreak(String value) {
        return !value.isEmpty() && "\n\r\u0085\u2028\u2029".indexOf(value.charAt(value.length() - 1)) >= 0;
    }

    private static boolean findsWithinBudget(Pattern pattern, String value) {
        try {
            return pattern.matcher(new CountedText(value)).find();
        } catch (BudgetSpentException | StackOverflowError e) {
            return false;
        }
    }

    @FunctionalInterface
    private interface Engine {
        boolean finds(String value);
    }

    /** Text that counts how often it is read, which is what backtracking does. */
    private static final class CountedText implements CharSequence {
        private final String text;
        private int remainingSteps = MAX_STEPS;

        CountedText(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (--remainingSteps < 0) {
                throw new BudgetSpentException();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final class BudgetSpentException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BudgetSpentException() {
            super(null, null, false, false);
        }
    }
}
