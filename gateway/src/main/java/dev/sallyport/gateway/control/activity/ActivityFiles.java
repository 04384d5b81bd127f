// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.activity;

import static org.springframework.http.HttpMethod.GET;

import dev.sallyport.gateway.control.http.Endpoint;
import dev.sallyport.gateway.control.http.PageFiles;
import java.util.List;

/** Where the files of the page are. It is one document, which looks at its own address to know what it shows. */
public final class ActivityFiles {

    /** Nothing from anywhere else, nothing inline, in nobody's frame. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                    + " require-trusted-types-for 'script'; trusted-types 'none'";

    private static final String DOCUMENT = "page.html";

    private ActivityFiles() {}

    /** @param folder on the class path */
    public static List<Endpoint> endpoints(String folder) {
        PageFiles files = PageFiles.of(folder, POLICY);
        return List.of(
                document("/activity", files),
                document("/activity/connections", files),
                document("/activity/quotas", files),
                new Endpoint(GET, "/activity/{file}", request -> files.file(request.pathVariable("file"))));
    }

    private static Endpoint document(String path, PageFiles files) {
        return new Endpoint(GET, path, _ -> files.unkept(DOCUMENT));
    }
}
