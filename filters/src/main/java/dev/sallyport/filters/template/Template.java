// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.template;

import java.time.Clock;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A compiled template (reference §2.6, resolver R1, and {@code fingerprint} of R2). Immutable; nothing is parsed when it
 * renders. Unlike the reference, a placeholder without a value never survives as text, and a value never becomes syntax.
 */
public final class Template {

    // A nonce only has to be unique, and SecureRandom reads a file, which an event loop must not.
    private static final RandomGenerator NONCES =
            () -> ThreadLocalRandom.current().nextLong();

    private final String text;
    private final Node node;
    private final Set<String> variables;
    private final Clock clock;
    private final RandomGenerator random;

    private Template(String text, Node node, Clock clock, RandomGenerator random) {
        Set<String> names = new LinkedHashSet<>();
        node.collect(names);
        this.text = text;
        this.node = node;
        this.variables = Collections.unmodifiableSet(names);
        this.clock = clock;
        this.random = random;
    }

    /**
     * @throws TemplateException when the text is no valid template; says what and where
     */
    public static Template compile(String text) {
        return compile(text, Clock.systemUTC(), NONCES);
    }

    static Template compile(String text, Clock clock, RandomGenerator random) {
        return new Template(text, new TemplateParser(text).parse(), clock, random);
    }

    /** The text it was compiled from. */
    public String text() {
        return text;
    }

    /** Whether it renders to the same text always. */
    public boolean isConstant() {
        return node instanceof Node.Literal;
    }

    /** Whether its own text can put a control character into the result; what functions only hash or sign does not count. */
    public boolean writesControlCharacters() {
        return node.writesControlCharacters();
    }

    /** Names of all variables it may look up, in the order they are written. */
    public Set<String> variables() {
        return variables;
    }

    /** The rendered text; null when a variable that it needs has no value. */
    public @Nullable String render(Variables variables) {
        return switch (node) {
            case Node.Literal(String value) -> value;
            case Node.Variable(String name) -> variables.lookup(name);
            default -> render(new Rendering(variables, clock, random));
        };
    }

    /**
     * The first variable that keeps it from rendering, or the operator whose arguments do not fit, such as an unreadable
     * key; null when it renders.
     */
    public @Nullable String firstMissing(Variables variables) {
        Rendering rendering = new Rendering(variables, clock, random);
        return render(rendering) == null ? rendering.firstMissing() : null;
    }

    private @Nullable String render(Rendering rendering) {
        StringBuilder out = new StringBuilder(text.length() + 32);
        return node.appendTo(out, rendering) ? out.toString() : null;
    }

    /** The text, which holds no values. */
    @Override
    public String toString() {
        return text;
    }
}
