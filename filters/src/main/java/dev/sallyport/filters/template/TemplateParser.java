// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.template;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text to nodes, by recursive descent over ranges of the text. */
final class TemplateParser {

    private static final String OR = "||";
    private static final Pattern TIME = Pattern.compile("now(?:([+-]\\d{1,15}):([A-Za-z]+))?:(.+)", Pattern.DOTALL);

    private final TemplateText text;

    TemplateParser(String text) {
        this.text = new TemplateText(text);
    }

    Node parse() {
        return template(0, text.length(), 0);
    }

    /** A range with its fallback, if it has one. */
    private Node template(int from, int to, int depth) {
        int or = text.find(OR, from, to, depth);
        if (or < 0 || !text.hasPlaceholder(from, to)) {
            return sequence(from, to, depth);
        }
        int second = text.find(OR, or + OR.length(), to, depth);
        Node right = stripped(or + OR.length(), second < 0 ? to : second, depth);
        // Text that is always there would make the other side useless, so it is the other side that counts.
        return text.hasPlaceholder(from, or) ? new Node.Fallback(stripped(from, or, depth), right) : right;
    }

    private Node stripped(int from, int to, int depth) {
        int start = text.skipBlank(from, to);
        return sequence(start, text.skipBlankBack(start, to), depth);
    }

    private Node sequence(int from, int to, int depth) {
        List<Node> parts = new ArrayList<>();
        int at = from;
        while (at < to) {
            int open = text.nextOpen(at, to);
            addLiteral(parts, text.between(at, open));
            at = open;
            if (open < to) {
                at = text.endOfPlaceholder(open, depth);
                Node part = placeholder(open, at, depth + 1);
                if (part instanceof Node.Literal(String value)) {
                    addLiteral(parts, value);
                } else {
                    parts.add(part);
                }
            }
        }
        return switch (parts.size()) {
            case 0 -> new Node.Literal("");
            case 1 -> parts.getFirst();
            default -> new Node.Sequence(List.copyOf(parts));
        };
    }

    private static void addLiteral(List<Node> parts, String value) {
        if (!parts.isEmpty() && parts.getLast() instanceof Node.Literal(String before)) {
            parts.set(parts.size() - 1, new Node.Literal(before + value));
        } else if (!value.isEmpty()) {
            parts.add(new Node.Literal(value));
        }
    }

    private Node placeholder(int open, int end, int depth) {
        int start = open + TemplateText.OPEN.length();
        Operator operator = text.operatorAt(start);
        if (operator != null) {
            return call(operator, start + operator.functionName().length() + 1, end - 2, depth);
        }
        String name = text.between(start, end - 1).strip();
        if (name.isEmpty() || name.contains(OR)) {
            throw TemplateText.error("variable name", open, "a name without ||");
        }
        return switch (name) {
            case "random" -> Node.Given.RANDOM;
            case "now" -> Node.Given.NOW;
            case "endpoint" -> Node.Given.ENDPOINT;
            default -> isTime(name) ? time(name, open) : new Node.Variable(name);
        };
    }

    private static boolean isTime(String name) {
        return name.startsWith("now") && ":+-".indexOf(name.charAt("now".length())) >= 0;
    }

    private static Node time(String name, int open) {
        Matcher matcher = TIME.matcher(name);
        if (!matcher.matches()) {
            throw TemplateText.error("time", open, "now:FORMAT or now+N:unit:FORMAT");
        }
        TimeShift shift = TimeShift.NONE;
        if (matcher.group(1) != null) {
            shift = TimeShift.of(Long.parseLong(matcher.group(1)), matcher.group(2));
        }
        if (shift == null) {
            throw TemplateText.error(
                    "time shift", open, "up to 1,000 years in milliseconds, seconds, minutes, … years");
        }
        return new Node.Time(shift, TimeFormat.compile(matcher.group(3)));
    }

    private Node call(Operator operator, int from, int to, int depth) {
        List<Node> arguments = new ArrayList<>();
        int start = from;
        for (int comma : commas(operator, from, to, depth)) {
            arguments.add(argument(operator, arguments.size(), start, comma, depth));
            start = comma + 1;
        }
        arguments.add(argument(operator, arguments.size(), start, to, depth));
        if (!operator.takes(arguments.size())) {
            throw TemplateText.error("arguments of " + operator.functionName(), from, argumentsOf(operator));
        }
        return folded(new Node.Call(operator, List.copyOf(arguments)));
    }

    private List<Integer> commas(Operator operator, int from, int to, int depth) {
        List<Integer> commas = new ArrayList<>();
        if (operator.arguments() != Operator.Arguments.WHOLE) {
            for (int at = text.find(",", from, to, depth); at >= 0; at = text.find(",", at + 1, to, depth)) {
                commas.add(at);
            }
        }
        boolean onlyLast = operator.arguments() == Operator.Arguments.MESSAGE_AND_KEY && !commas.isEmpty();
        return onlyLast ? List.of(commas.getLast()) : commas;
    }

    /** Blanks around an argument go, except those of a text that is hashed or signed. */
    private Node argument(Operator operator, int index, int from, int to, int depth) {
        int start = text.skipBlank(from, to);
        int end = text.skipBlankBack(start, to);
        Operator inner = text.bareOperatorAt(start, end, depth);
        if (inner != null) {
            return call(inner, start + inner.functionName().length() + 1, end - 1, text.deeper(depth, start));
        }
        boolean keepBlanks = operator.arguments() != Operator.Arguments.LIST && index == 0;
        return keepBlanks ? template(from, to, depth) : template(start, end, depth);
    }

    private static Node folded(Node.Call call) {
        boolean constant =
                call.operator().isPure() && call.arguments().stream().allMatch(Node.Literal.class::isInstance);
        if (!constant) {
            return call;
        }
        String value = call.operator()
                .apply(
                        call.arguments().stream()
                                .map(argument -> ((Node.Literal) argument).value())
                                .toArray(String[]::new),
                        new Rendering(name -> null, Clock.systemUTC(), () -> 0));
        return value == null ? call : new Node.Literal(value);
    }

    private static String argumentsOf(Operator operator) {
        return switch (operator.arguments()) {
            case WHOLE -> "text";
            case MESSAGE_AND_KEY -> "message, key";
            case LIST -> "id, secret, region, service[, host]";
        };
    }
}
