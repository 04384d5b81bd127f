// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

/**
 * A base URL in the one form we send: strict, so that what is checked is what is dialled.
 *
 * @param path empty, or starts with a slash; raw, as it goes upstream
 */
public record BaseUrl(UpstreamOrigin origin, String path) {

    /**
     * Reads a base URL or an override. Blanks around it are dropped, scheme and host lower-cased, the default port
     * removed;
     * blanks and braces in the path are percent-encoded (reference §1.4).
     */
    public static Parsed parse(String text) {
        String url = text.strip();
        UrlScanner scanner = UrlScanner.of(url);
        String reason = scanner.reason();
        if (reason != null) {
            return new Invalid(reason);
        }
        String rest = url.substring(scanner.end());
        if (rest.indexOf('?') >= 0) {
            return new Invalid("query not allowed in a base URL");
        }
        if (rest.indexOf('#') >= 0) {
            return new Invalid("fragment not allowed");
        }
        return new Valid(new BaseUrl(scanner.origin(), UrlScanner.escape(rest)));
    }

    /** What came of reading a base URL. */
    public sealed interface Parsed {}

    /** A usable base URL. */
    public record Valid(BaseUrl url) implements Parsed {}

    /**
     * Not a base URL.
     *
     * @param reason what is wrong with it, without its text
     */
    public record Invalid(String reason) implements Parsed {}

    @Override
    public String toString() {
        return origin + path;
    }
}
