// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import dev.sallyport.filters.activity.ActivityRecord.Header;
import dev.sallyport.filters.door.RawTarget;
import dev.sallyport.filters.telemetry.Redaction;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How headers are shown, worked out once for each name: there are few, and many of each. One thread at a time. */
final class HeaderNames {

    /** Names that are remembered; whoever makes up more has them worked out each time. */
    private static final int MOST = 1000;

    private static final int LONGEST = 64;

    private final Map<String, Shown> known = new HashMap<>();

    /** A header as the record has it; null for those that the gateway tells itself. */
    @Nullable
    Header show(CharSequence name, CharSequence value, Redaction redaction) {
        Shown shown = of(name.toString(), redaction);
        return switch (shown) {
            case Masked(Header header) -> header;
            case Loggable(String lower) -> new Header(lower, redaction.text(value.toString()));
            case Ours _ -> null;
        };
    }

    private Shown of(String name, Redaction redaction) {
        Shown remembered = known.get(name);
        if (remembered != null) {
            return remembered;
        }
        String shown = redaction.text(name).toLowerCase(Locale.ROOT);
        Shown made = workOut(name, shown);
        if (known.size() < MOST && name.length() <= LONGEST && shown.equalsIgnoreCase(name)) {
            known.put(name, made);
        }
        return made;
    }

    private static Shown workOut(String name, String shown) {
        if (name.equalsIgnoreCase(RawTarget.HEADER) || name.equalsIgnoreCase(ReplayMark.HEADER)) {
            return new Ours();
        }
        return Redaction.isLoggable(name) ? new Loggable(shown) : new Masked(new Header(shown, Redaction.MASK));
    }

    private sealed interface Shown {}

    /** Its value may not be seen, so all of that name look the same. */
    private record Masked(Header header) implements Shown {}

    private record Loggable(String name) implements Shown {}

    private record Ours() implements Shown {}
}
