// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.rules;

import java.net.URI;
import java.util.regex.Pattern;

/** Rules of the names that several endpoints take; those of the proxy's headers (reference §1.4). */
public final class Names {

    /** Unique key of an integration. */
    public static final Text INTEGRATION = Text.between(1, 255).matching(Pattern.compile("^[a-zA-Z0-9~:.@ _-]+$"));

    /** Id of a connection. */
    public static final Text CONNECTION =
            Text.between(1, 255).matching(Pattern.compile("^[a-zA-Z0-9,.;:=+~\\[\\]|@${}\"'\\\\/_ -]+$"));

    /** A label for people. */
    public static final Text LABEL = Text.between(1, 255).oneLine();

    /** Tags of a connection or an end user. */
    public static final Rule TAGS = Values.mapOf(
            Text.between(1, 64).matching(Pattern.compile("^[a-zA-Z][a-zA-Z0-9_\\-./]*$")), Text.between(1, 255), 10);

    /** An absolute http or https URL. */
    public static final Text URL =
            Text.between(1, 2048).oneLine().where(Names::isHttpUrl, "invalid_format", "Invalid URL");

    private Names() {}

    private static boolean isHttpUrl(String text) {
        try {
            URI uri = URI.create(text);
            return uri.getHost() != null
                    && ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
