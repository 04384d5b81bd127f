// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.telemetry;

import dev.sallyport.filters.credential.SecretText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Secret values to look for in a text, in the spellings in which they travel. */
final class KnownSecrets {

    /** A shorter value occurs by chance, and masking those places would tell what it is. */
    private static final int SHORTEST = 4;

    private final List<String> spellings;

    private KnownSecrets(List<String> spellings) {
        this.spellings = spellings;
    }

    static KnownSecrets of(Collection<SecretText> secrets) {
        return new KnownSecrets(secrets.stream()
                .map(SecretText::reveal)
                .filter(secret -> secret.length() >= SHORTEST)
                .flatMap(KnownSecrets::spellings)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList());
    }

    boolean isEmpty() {
        return spellings.isEmpty();
    }

    /** The longest secret that starts at {@code from} and ends at {@code to} at the latest; null when there is none. */
    @Nullable
    String longestAt(String text, int from, int to) {
        for (String spelling : spellings) {
            if (from + spelling.length() <= to && text.startsWith(spelling, from)) {
                return spelling;
            }
        }
        return null;
    }

    private static Stream<String> spellings(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        String form = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        String percent = form.replace("+", "%20");
        return Stream.of(
                secret,
                form,
                percent,
                lowerHex(percent),
                secret.replace("\\", "\\\\").replace("\"", "\\\""),
                Base64.getEncoder().withoutPadding().encodeToString(bytes),
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    private static String lowerHex(String percent) {
        StringBuilder lower = new StringBuilder(percent);
        for (int at = percent.indexOf('%'); at >= 0; at = percent.indexOf('%', at + 3)) {
            lower.replace(at, at + 3, percent.substring(at, at + 3).toLowerCase(Locale.ROOT));
        }
        return lower.toString();
    }
}
