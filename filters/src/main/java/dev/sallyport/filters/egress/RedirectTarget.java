// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a {@code Location} leads.
 *
 * @param target path and query in origin form, starts with a slash
 */
record RedirectTarget(UpstreamOrigin origin, String target) {

    /**
     * Resolves a {@code Location} against the request it answers (RFC 3986 §5.2, RFC 9110 §10.2.2). The fragment is
     * dropped.
     *
     * @param target the request's path and query
     */
    public static Resolved resolve(UpstreamOrigin origin, String target, String location) {
        String text = withoutFragment(location.strip());
        String unsafe = UrlScanner.unsafeCharacter(text);
        if (unsafe != null) {
            return new Invalid(unsafe);
        }
        if (text.startsWith("//")) {
            return absolute(origin.scheme() + ":" + text);
        }
        if (hasScheme(text)) {
            return absolute(text);
        }
        return new Valid(new RedirectTarget(origin, UrlScanner.escape(merge(target, text))));
    }

    /** What came of resolving a {@code Location}. */
    public sealed interface Resolved {}

    /** A target that can be requested, once host and address are allowed. */
    public record Valid(RedirectTarget target) implements Resolved {}

    /**
     * Not a target.
     *
     * @param reason what is wrong with it, without its text
     */
    public record Invalid(String reason) implements Resolved {}

    private static Resolved absolute(String url) {
        UrlScanner scanner = UrlScanner.of(url);
        String reason = scanner.reason();
        if (reason != null) {
            return new Invalid(reason);
        }
        String rest = url.substring(scanner.end());
        String path = rest.startsWith("/") ? rest : "/" + rest;
        return new Valid(new RedirectTarget(scanner.origin(), UrlScanner.escape(path)));
    }

    private static String merge(String base, String reference) {
        if (reference.isEmpty()) {
            return base;
        }
        String path = pathOf(base);
        if (reference.charAt(0) == '?') {
            return path + reference;
        }
        String joined =
                reference.charAt(0) == '/' ? reference : path.substring(0, path.lastIndexOf('/') + 1) + reference;
        String merged = pathOf(joined);
        return withoutDots(merged) + joined.substring(merged.length());
    }

    /** RFC 3986 §5.2.4. */
    private static String withoutDots(String path) {
        List<String> kept = new ArrayList<>();
        String[] segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean last = i == segments.length - 1;
            switch (segments[i]) {
                case "." -> addIf(last, kept);
                case ".." -> {
                    if (!kept.isEmpty()) {
                        kept.removeLast();
                    }
                    addIf(last, kept);
                }
                default -> kept.add(segments[i]);
            }
        }
        return "/" + String.join("/", kept);
    }

    private static void addIf(boolean last, List<String> kept) {
        if (last) {
            kept.add("");
        }
    }

    private static String pathOf(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    private static boolean hasScheme(String text) {
        int colon = text.indexOf(':');
        int end = colon < 0 ? 0 : colon;
        return end > 0
                && text.substring(0, end).chars().allMatch(c -> Character.isLetterOrDigit(c) || "+-.".indexOf(c) >= 0);
    }

    private static String withoutFragment(String text) {
        int hash = text.indexOf('#');
        return hash < 0 ? text : text.substring(0, hash);
    }
}
