// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

/**
 * A whole URL in the one form we send; unlike a {@link BaseUrl} it may have a query.
 *
 * @param target path and query in raw form, starting with a slash
 */
public record AbsoluteUrl(UpstreamOrigin origin, String target) {

    /** Reads it as strictly as a base URL. */
    public static Parsed parse(String text) {
        String url = text.strip();
        int question = url.indexOf('?');
        String query = question < 0 ? "" : url.substring(question);
        if (query.indexOf('#') >= 0) {
            return new Invalid("fragment not allowed");
        }
        String unsafe = UrlScanner.unsafeCharacter(query);
        if (unsafe != null) {
            return new Invalid(unsafe);
        }
        return switch (BaseUrl.parse(question < 0 ? url : url.substring(0, question))) {
            case BaseUrl.Valid(BaseUrl base) -> new Valid(of(base, query));
            case BaseUrl.Invalid(String reason) -> new Invalid(reason);
        };
    }

    private static AbsoluteUrl of(BaseUrl base, String query) {
        String path = base.path().isEmpty() ? "/" : base.path();
        return new AbsoluteUrl(base.origin(), path + UrlScanner.escape(query));
    }

    /** What came of reading a URL. */
    public sealed interface Parsed {}

    /** A usable URL. */
    public record Valid(AbsoluteUrl url) implements Parsed {}

    /**
     * Not a URL.
     *
     * @param reason what is wrong with it, without its text
     */
    public record Invalid(String reason) implements Parsed {}

    /** Without the target, which may hold secrets. */
    @Override
    public String toString() {
        return origin + "/…";
    }
}
