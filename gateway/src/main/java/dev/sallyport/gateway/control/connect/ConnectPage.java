// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connect;

import dev.sallyport.gateway.control.http.Endpoint;
import dev.sallyport.gateway.control.http.PageFiles;
import java.util.List;

/** Where the files of the page are. */
public final class ConnectPage {

    /**
     * Nothing from anywhere else, nothing inline, in nobody's frame; a form that the script does not handle goes nowhere. Strings
     * cannot become markup.
     */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'; trusted-types 'none'";

    private ConnectPage() {}

    public static List<Endpoint> endpoints() {
        PageFiles files = PageFiles.of("connect", POLICY);
        return List.of(
                files.at("/connect", "page.html"),
                files.at("/connect/page.css", "page.css"),
                files.at("/connect/page.js", "page.js"),
                files.at("/connect/gateway.js", "gateway.js"),
                files.at("/connect/view.js", "view.js"),
                files.at("/connect/fields.js", "fields.js"),
                files.at("/connect/signin.js", "signin.js"),
                files.at("/connect/icon.svg", "icon.svg"));
    }
}
